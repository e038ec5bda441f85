import { randomUUID } from 'node:crypto'
import {
  type DeliveryRecord,
  type MemoryStore,
  memoryStore,
  type PersonRecord,
  refOf,
} from '@conduit/core/host'
import { type MakeStoreUnderTest, storeSuite, type TestRunner } from '@conduit/testing'
import { test } from 'tap'

const inMemory =
  (change: (store: MemoryStore) => Partial<MemoryStore> = () => ({})): MakeStoreUnderTest =>
  async (wanted, quarantineQuota) => {
    const integrations = wanted.map(each => ({
      ...each,
      id: randomUUID(),
      controllerId: randomUUID(),
    }))
    const store = memoryStore(integrations, { quarantineQuota })
    return {
      integrations,
      store: { ...store, ...change(store) },
      activities: async controllerId =>
        store.activities
          .filter(({ controller }) => controller.id === controllerId)
          .map(({ fields, subjects, ...rest }) => ({
            ...rest,
            fields: fields.map(({ path, category, source }) => ({ path, category, source })),
            subjects: [...new Set(subjects)],
          })),
      deliveries: async controllerId =>
        store.deliveries
          .filter(({ controller }) => controller.id === controllerId)
          .map(({ id, ignored, rejected, quarantine }) => ({
            id,
            activities: store.activities.filter(({ deliveryId }) => deliveryId === id).length,
            ignored,
            rejected,
            isQuarantined: quarantine !== null,
          })),
      consents: async controllerId =>
        store.consents
          .filter(each => each.controllerId === controllerId)
          .map(({ controllerId: _of, id: _id, recordedAt: _at, subjectId: subject, ...said }) => ({
            ...said,
            subject,
          })),
      requests: async controllerId =>
        store.requests
          .filter(({ integration }) => integration.controllerId === controllerId)
          .map(({ id }) => id),
      suppress: async (_controllerId, tokens, effectiveFrom) =>
        store.suppress(tokens, effectiveFrom),
      suppressions: async () =>
        store.suppressions.map(({ hits, reviewSince }) => ({
          hits,
          isToReview: reviewSince !== null,
        })),
      close: async () => undefined,
    }
  }

test('memoryStore keeps what the port promises', t => storeSuite(t, inMemory()))

/** It forgets who is suppressed. */
function withoutSuppressions(store: MemoryStore): Partial<MemoryStore> {
  return { record: async records => await store.record(records.map(strangers)) }
}

/** The same delivery of people whom nobody has suppressed. */
function strangers(delivery: DeliveryRecord): DeliveryRecord {
  const stranger = (person: PersonRecord): PersonRecord => ({
    ...person,
    tokens: person.tokens.map(token => ({
      ...token,
      hash: randomUUID().replaceAll('-', '') as typeof token.hash,
      older: [],
    })),
  })
  return {
    ...delivery,
    activities: delivery.activities.map(activity => ({
      ...activity,
      people: activity.people.map(stranger),
    })),
  }
}

const broken: readonly (readonly [string, (store: MemoryStore) => Partial<MemoryStore>])[] = [
  ['of somebody suppressed nothing is kept', withoutSuppressions],
  ['what a proven event says of a later dealing is looked at', withoutSuppressions],
  ['a DX Key leads to its holder', () => ({ keyHolder: () => null })],
  ['who has proven an account has it', () => ({ accountOwner: () => null })],
  [
    'an integration is found by its controller and id',
    store => ({
      integration: ({ id }) => store.integrations.find(each => each.id === id) ?? null,
    }),
  ],
  [
    'what was looked up is answered at once',
    store => ({ integration: async ref => await store.integration(ref) }),
  ],
  [
    'a repetition is known',
    store => ({
      record: async deliveries =>
        (await store.record(deliveries)).map(each => ({ ...each, outcome: 'recorded' })),
    }),
  ],
  [
    'what failed is kept although the event beside it is known',
    store => ({
      record: deliveries =>
        store.record(
          deliveries.map(each =>
            each.activities.length > 0 ? { ...each, quarantine: null } : each,
          ),
        ),
    }),
  ],
  [
    'the pieces of a delivery make one',
    store => ({
      record: deliveries => store.record(deliveries.map(each => ({ ...each, id: randomUUID() }))),
    }),
  ],
  [
    'a full quarantine counts what it does not keep',
    store => ({
      record: async deliveries =>
        (await store.record(deliveries)).map(({ isLeftOut: _isLeftOut, ...each }) => each),
    }),
  ],
  [
    'after a rotation of the key',
    store => ({ record: deliveries => store.record(deliveries.map(withoutOlderTokens)) }),
  ],
  [
    'of two people of one event each has said their own',
    store => ({ record: deliveries => store.record(deliveries.map(shared)) }),
  ],
  [
    'a repetition says nothing of consent',
    store => ({ record: async deliveries => store.record(deliveries.map(neverSeen)) }),
  ],
  [
    'one run of an integration at a time',
    store => ({ sessions: { ...store.sessions, acquire: async () => true } }),
  ],
  [
    'one run of an integration at a time',
    ({ sessions }) => {
      let holder = ''
      return {
        sessions: {
          ...sessions,
          acquire: async (ref, by, milliseconds) => {
            const isTaken = await sessions.acquire(ref, by, milliseconds)
            if (isTaken) holder = by
            return isTaken
          },
          release: ref => sessions.release(ref, holder),
        },
      }
    },
  ],
  [
    'what an integration has proven, and not what it claims',
    store => ({ sessions: { ...store.sessions, provenAccounts: async () => [] } }),
  ],
  [
    'what is settled waits no more',
    store => ({ queue: { ...store.queue, settle: async () => undefined } }),
  ],
  [
    'what waits for one integration is settled by nobody else',
    store => ({
      queue: {
        ...store.queue,
        settle: async (_ref, ids, state) => {
          for (const each of store.integrations) await store.queue.settle(refOf(each), ids, state)
        },
      },
    }),
  ],
  [
    'new events of a read',
    store => ({
      queue: {
        ...store.queue,
        recordFetched: input => store.queue.recordFetched({ ...input, state: null }),
      },
    }),
  ],
]

/** Everybody says what the last person says. */
function shared(delivery: DeliveryRecord): DeliveryRecord {
  return {
    ...delivery,
    activities: delivery.activities.map(activity => ({
      ...activity,
      people: activity.people.map(person => ({
        ...person,
        consents: activity.people.at(-1)?.consents ?? [],
      })),
    })),
  }
}

function neverSeen(delivery: DeliveryRecord): DeliveryRecord {
  const activities = delivery.activities.map(activity => ({ ...activity, keys: [] }))
  return { ...delivery, activities }
}

function withoutOlderTokens(delivery: DeliveryRecord): DeliveryRecord {
  const forgetful = (person: PersonRecord): PersonRecord => ({
    ...person,
    tokens: person.tokens.map(token => ({ ...token, older: [] })),
  })
  return {
    ...delivery,
    activities: delivery.activities.map(activity => ({
      ...activity,
      people: activity.people.map(forgetful),
    })),
  }
}

for (const [name, change] of broken) {
  test(`notices a store that breaks: ${name}`, async t => {
    const failed: string[] = []
    const runner: TestRunner = {
      async test(title, _options, run) {
        await run().catch(() => failed.push(title))
      },
    }
    await storeSuite(runner, inMemory(change))
    t.ok(failed.some(title => title.includes(name)))
  })
}
