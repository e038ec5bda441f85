import type { ConnectionRef } from '@conduit/core'
import { listIntegrations } from '@conduit/db'
import { setUp, stepOf } from '../integrations/set-up.ts'
import type { Services } from '../services.ts'

/** A connection whose webhooks at the platform have to be seen to. */
export type SetupJob = ConnectionRef

/**
 * Renews what is about to end at the platform, or connects what could not be connected before. When
 * it is due again is in the connection's row, also after a failure.
 *
 * @param jobId who acts, for the audit log
 */
export async function renewConnection(
  services: Services,
  { controllerId, connectionId }: SetupJob,
  jobId: string,
): Promise<void> {
  const filter = { controllerIds: [controllerId], ids: [connectionId] }
  const { edges } = await listIntegrations(services.database, filter, { first: 1 })
  const node = edges[0]?.node
  // Switched off: it is due again when it is back.
  if (node?.status !== 'enabled') return
  const actor = { type: 'job', id: jobId }
  await setUp(services, actor, { controllerId, id: connectionId }, stepOf(node))
}
