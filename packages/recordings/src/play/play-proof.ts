import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, type ProofReport, runProof } from '@conduit/core/host'
import { type FakePlatform, fakePlatform } from '../fake-platform/fake-platform.ts'
import type { FakeCall } from '../fake-platform/faults.ts'
import { testKeyring } from './test-server.ts'

/** What came of asking a platform whose accounts are. */
export interface PlayedProof extends Pick<FakePlatform, 'calls' | 'unexpected' | 'unused'> {
  /** Null: it could not be asked. */
  readonly report: ProofReport | null
}

/**
 * Asks a platform that answers by a script whose the accounts are that an integration claims.
 *
 * @param given what the integration brought, and what the operator's options hold
 * @example
 * const { report, unexpected } = await playProof(xero, { settings }, [connections])
 */
export async function playProof(
  adapter: IntegrationAdapter,
  given: { readonly settings: JsonObject; readonly options?: JsonObject },
  script: readonly FakeCall[],
): Promise<PlayedProof> {
  const { settings, options = {} } = given
  const platform = await fakePlatform(script)
  const store = memoryStore([{ adapter: adapter.name, settings }])
  const clock = () => new Date('2026-11-12T10:00:00Z')
  const receiver = createReceiver(adapter, { store, keyring: testKeyring, options, clock })
  try {
    const reports = store.integrations.map(stored =>
      runProof({ receiver, integration: receiver.open(stored), transport: platform.transport }),
    )
    const [report = null] = await Promise.all(reports)
    const { calls, unexpected, unused } = platform
    return { report, calls, unexpected, unused }
  } finally {
    await platform.close()
  }
}
