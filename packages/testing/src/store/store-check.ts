import assert from 'node:assert/strict'
import type { IntegrationRef, QuarantineQuota, StoredIntegration } from '@conduit/core/host'
import { newIntegration } from './records.ts'
import type { MakeStoreUnderTest, StoreUnderTest, TestIntegration } from './store-under-test.ts'

/** One test of the suite for stores. */
export interface StoreCheck {
  readonly name: string
  run(make: MakeStoreUnderTest): Promise<void>
}

/** What a check finds: an open store with two integrations of two controllers. */
export interface StoreScene extends StoreUnderTest {
  readonly integrations: readonly [TestIntegration, TestIntegration]
  /** The first of them, as the store gives it out. */
  readonly integration: StoredIntegration
  /** Names it. */
  readonly ref: IntegrationRef
}

/** Small enough that a check can fill it. */
export const suiteQuarantine: QuarantineQuota = { rows: 3, bytes: 100 }

/** Makes a check that gets a store of its own. */
export function storeCheck(name: string, run: (scene: StoreScene) => Promise<void>): StoreCheck {
  return {
    name,
    async run(make) {
      const accounts = [`account of ${newIntegration().did}`]
      const wanted = [newIntegration({ accounts, settings: { note: 'x' } }), newIntegration()]
      const made = await make(wanted, suiteQuarantine)
      try {
        const [one, other] = made.integrations
        assert.ok(one !== undefined && other !== undefined, 'the store makes its integrations')
        const ref = { controllerId: one.controllerId, id: one.id }
        const integration = await made.store.integration(ref)
        assert.ok(integration !== null, 'the store knows its integrations')
        await run({ ...made, integrations: [one, other], integration, ref })
      } finally {
        await made.close()
      }
    },
  }
}
