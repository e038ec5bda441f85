import assert from 'node:assert/strict'
import type { StoredConnection } from '@conduit/core'
import { newConnection } from './records.ts'
import type { MakeStoreUnderTest, StoreUnderTest, TestConnection } from './store-under-test.ts'

/** One test of the suite for stores. */
export interface StoreCheck {
  readonly name: string
  run(make: MakeStoreUnderTest): Promise<void>
}

/** What a check finds: an open store with two connections of two controllers. */
export interface StoreScene extends StoreUnderTest {
  readonly connections: readonly [TestConnection, TestConnection]
  /** The first of them, as the store gives it out. */
  readonly connection: StoredConnection
  /** The same as the fetching half of the port names it. */
  readonly ref: { readonly controllerId: string; readonly connectionId: string }
}

/** Makes a check that gets a store of its own. */
export function storeCheck(name: string, run: (scene: StoreScene) => Promise<void>): StoreCheck {
  return {
    name,
    async run(make) {
      const accounts = [`account of ${newConnection().did}`]
      const wanted = [newConnection({ accounts, settings: { note: 'x' } }), newConnection()]
      const made = await make(wanted)
      try {
        const [one, other] = made.connections
        assert.ok(one !== undefined && other !== undefined, 'the store makes its connections')
        const ref = { controllerId: one.controllerId, connectionId: one.id }
        const connection = await made.store.connection(ref.controllerId, ref.connectionId)
        assert.ok(connection !== null, 'the store knows its connections')
        await run({ ...made, connections: [one, other], connection, ref })
      } finally {
        await made.close()
      }
    },
  }
}
