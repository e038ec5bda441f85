import assert from 'node:assert/strict'
import type { ActivityRecord, PersonRecord } from '@conduit/core/host'
import { uuidv7 } from 'uuidv7'
import { keyOf, newActivity, newDelivery, newPerson, rotatedKeyring } from './records.ts'
import { type StoreCheck, type StoreScene, storeCheck } from './store-check.ts'

const before = new Date(Date.now() - 86_400_000)
const later = new Date()

/** Who is suppressed: the third answer beside known and new. */
export const suppressionChecks: readonly StoreCheck[] = [
  storeCheck('of somebody suppressed nothing is kept, and of others all', async scene => {
    const [ada, bo] = peopleOf(scene)
    await suppress(scene, ada)
    const fields = [field('/a', 0), field('/b', 1), field('/c', null)]
    await record(scene, { people: [ada, bo], fields, eventHash: keyOf(scene.integration, 'event') })
    const [activity] = await scene.activities(scene.ref.controllerId)
    assert.deepEqual(pathsOf(activity), ['/b', '/c'])
    assert.equal(activity?.subjects.length, 1)
  }),
  storeCheck('an event of nobody else is kept without a field, and not read', async scene => {
    const [ada] = peopleOf(scene)
    await suppress(scene, ada)
    const consents = [
      { channel: 'email', purpose: 'news', state: 'granted' as const, isTimeSigned: false },
    ]
    await record(scene, {
      people: [{ ...ada, consents }],
      fields: [field('/a', 0), field('/c', null)],
      want: { key: keyOf(scene.integration, 'want'), ref: Buffer.from('ref') },
    })
    const [activity] = await scene.activities(scene.ref.controllerId)
    assert.deepEqual(pathsOf(activity), [])
    assert.deepEqual(activity?.subjects, [])
    assert.equal(activity?.fetch, null)
    assert.deepEqual(await scene.consents(scene.ref.controllerId), [])
    const { rows } = await scene.store.queue.waiting(scene.ref)
    assert.deepEqual(rows, [])
  }),
  storeCheck(
    'whoever comes with a suppressed token is suppressed, under an older key too',
    async scene => {
      const [ada] = peopleOf(scene)
      await suppress(scene, ada)
      const both = newPerson(
        scene.integration,
        ['new@example.com', 'ada@example.com'],
        rotatedKeyring,
      )
      await record(scene, { people: [both] })
      await record(scene, {
        people: [newPerson(scene.integration, ['new@example.com'], rotatedKeyring)],
      })
      const [first, second] = await scene.activities(scene.ref.controllerId)
      assert.deepEqual(first?.subjects, [])
      assert.equal(second?.subjects.length, 1)
      assert.deepEqual(await hitsOf(scene), [1])
    },
  ),
  storeCheck(
    'a suppressed mailbox of many is passed over where there is anything else',
    async scene => {
      const shared = newPerson(scene.integration, ['info@example.com'])
      await suppress(scene, shared)
      const own = newPerson(scene.integration, ['bo@example.com', 'info@example.com'])
      await record(scene, { people: [own] })
      await record(scene, { people: [shared] })
      const [first, second] = await scene.activities(scene.ref.controllerId)
      assert.equal(first?.subjects.length, 1)
      assert.deepEqual(second?.subjects, [])
      assert.deepEqual(await hitsOf(scene), [1])
    },
  ),
  storeCheck('a repetition is counted once', async scene => {
    const [ada] = peopleOf(scene)
    await suppress(scene, ada)
    const keys = [keyOf(scene.integration, 'event')]
    await record(scene, { keys, people: [ada] })
    await record(scene, { keys, people: [ada] })
    assert.deepEqual(await hitsOf(scene), [1])
  }),
  storeCheck('what a proven event says of a later dealing is looked at', async scene => {
    const [ada] = peopleOf(scene)
    await suppress(scene, ada)
    const dealing = { people: [ada], meaning: 'transaction', occurredAt: later } as const
    await record(scene, { ...dealing, verification: 'unsigned' })
    await record(scene, { ...dealing, verification: 'late' })
    await record(scene, { ...dealing, occurredAt: new Date(before.getTime() - 1) })
    await record(scene, { ...dealing, occurredAt: null })
    await record(scene, { ...dealing, meaning: 'subject.updated' })
    assert.equal((await only(scene)).isToReview, false)
    await record(scene, dealing)
    const entry = await only(scene)
    assert.equal(entry.isToReview, true)
    assert.equal(entry.hits, 6)
    const activities = await scene.activities(scene.ref.controllerId)
    assert.ok(activities.every(({ subjects }) => subjects.length === 0))
  }),
  storeCheck('what somebody suppressed asks for is taken', async scene => {
    const [ada] = peopleOf(scene)
    await suppress(scene, ada)
    const id = uuidv7()
    const sealed = { wrappedKey: Buffer.from('key'), identities: Buffer.from('sealed') }
    const request = { id, type: 'erasure', person: 0, ...sealed } as const
    await record(scene, { people: [ada], meaning: 'request.erasure', requests: [request] })
    assert.deepEqual(await scene.requests(scene.ref.controllerId), [id])
  }),
  storeCheck('what was read of somebody suppressed is not kept', async scene => {
    const { store, integration, ref } = scene
    const [ada] = peopleOf(scene)
    const want = { key: keyOf(integration, 'want'), ref: Buffer.from('ref') }
    const activity = newActivity([], { want, people: [], fields: [field('/id', null)] })
    await store.record([newDelivery(integration, [activity])])
    await suppress(scene, ada)
    const { catchUp: _catchUp, ...delivery } = newDelivery(integration, [])
    await store.queue.recordFetched({
      delivery: { ...delivery, verification: 'fetched' },
      state: null,
      completes: [
        {
          activityId: activity.id,
          ...{ meaning: 'transaction', occurredAt: later },
          ...{ fields: [field('/email', 0)], people: [ada], requests: [] },
        },
      ],
      activities: [
        newActivity([], { verification: 'fetched', people: [ada], fields: [field('/x', 0)] }),
      ],
    })
    const activities = await scene.activities(ref.controllerId)
    assert.deepEqual(activities.map(pathsOf), [[], []])
    assert.ok(activities.every(({ subjects }) => subjects.length === 0))
    assert.deepEqual(await hitsOf(scene), [2])
  }),
  storeCheck('each controller has its own', async scene => {
    const { store, integrations } = scene
    const [, { controllerId, id }] = integrations
    const other = await store.integration({ controllerId, id })
    assert.ok(other !== null)
    const [ada] = peopleOf(scene)
    await suppress(scene, ada)
    await store.record([
      newDelivery(other, [newActivity([], { people: [newPerson(other, ['ada@example.com'])] })]),
    ])
    const [activity] = await scene.activities(controllerId)
    assert.equal(activity?.subjects.length, 1)
  }),
]

function peopleOf({ integration }: StoreScene): readonly [PersonRecord, PersonRecord] {
  return [newPerson(integration, ['ada@example.com']), newPerson(integration, ['bo@example.com'])]
}

async function suppress({ suppress, ref }: StoreScene, { tokens }: PersonRecord): Promise<void> {
  const hashes = tokens.map(({ hash }) => hash)
  await suppress(ref.controllerId, hashes, before)
}

async function record(
  { store, integration }: StoreScene,
  { keys = [], ...changes }: Partial<ActivityRecord>,
): Promise<void> {
  await store.record([newDelivery(integration, [newActivity(keys, changes)])])
}

function field(path: string, person: number | null) {
  return { path, category: 'email', person } as const
}

function pathsOf(activity: { readonly fields: readonly { readonly path: string }[] } | undefined) {
  return activity?.fields.map(({ path }) => path)
}

async function hitsOf({ suppressions, ref }: StoreScene): Promise<readonly number[]> {
  return (await suppressions(ref.controllerId)).map(({ hits }) => hits)
}

async function only({ suppressions, ref }: StoreScene) {
  const [entry, ...others] = await suppressions(ref.controllerId)
  assert.ok(entry !== undefined && others.length === 0)
  return entry
}
