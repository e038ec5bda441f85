import { randomUUID } from 'node:crypto'
import { type MemoryStore, memoryStore } from '@conduit/core'
import { type MakeStoreUnderTest, storeSuite, type TestRunner } from '@conduit/testing'
import { test } from 'tap'

const inMemory =
  (change: (store: MemoryStore) => Partial<MemoryStore> = () => ({})): MakeStoreUnderTest =>
  async connections => {
    const made = connections.map(each => ({
      ...each,
      id: randomUUID(),
      controllerId: randomUUID(),
    }))
    const store = memoryStore(made)
    const idsOf = (controllerId: string): readonly string[] =>
      made.filter(each => each.controllerId === controllerId).map(({ id }) => id)
    return {
      connections: made,
      store: { ...store, ...change(store) },
      activities: async controllerId =>
        store.activities
          .filter(({ connectionId }) => idsOf(controllerId).includes(connectionId))
          .map(({ fields, subjects, ...rest }) => ({
            ...rest,
            fields: fields.map(({ path, category, source }) => ({ path, category, source })),
            subjects: [...new Set(subjects)],
          })),
      close: async () => undefined,
    }
  }

test('memoryStore keeps what the port promises', t => storeSuite(t, inMemory()))

const broken: readonly (readonly [string, (store: MemoryStore) => Partial<MemoryStore>])[] = [
  ['a DX Key leads to its holder', () => ({ keyHolder: async () => null })],
  ['a connection is found by its account', () => ({ connectionByAccount: async () => null })],
  [
    'a connection is found by its controller and id',
    store => ({
      connection: async (_controllerId, id) =>
        store.connections.find(each => each.id === id) ?? null,
    }),
  ],
  [
    'a repetition is known',
    store => ({
      record: async deliveries =>
        (await store.record(deliveries)).map(outcome => ({ ...outcome, duplicate: false })),
    }),
  ],
  [
    'one run of a connection at a time',
    store => ({ fetches: { ...store.fetches, acquire: async () => true } }),
  ],
  [
    'what is settled waits no more',
    store => ({ fetches: { ...store.fetches, settle: async () => undefined } }),
  ],
  [
    'new events of a read',
    store => ({
      fetches: {
        ...store.fetches,
        recordFetched: input => store.fetches.recordFetched({ ...input, state: null }),
      },
    }),
  ],
]

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
