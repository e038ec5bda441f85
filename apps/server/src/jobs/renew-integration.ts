import type { IntegrationRef } from '@conduit/core/host'
import { listIntegrations } from '@conduit/db'
import { setUp, stepOf } from '../integrations/set-up.ts'
import type { Services } from '../services.ts'

/** An integration whose webhooks at the platform have to be seen to. */
export type SetupJob = IntegrationRef

/**
 * Renews what is about to end at the platform, or connects what could not be connected before. When
 * it is due again is in the integration's row, also after a failure.
 *
 * @param jobId who acts, for the audit log
 */
export async function renewIntegration(
  services: Services,
  { controllerId, id }: SetupJob,
  jobId: string,
): Promise<void> {
  const filter = { controllerIds: [controllerId], ids: [id] }
  const { edges } = await listIntegrations(services.database, filter, { first: 1 })
  const node = edges[0]?.node
  // Switched off: it is due again when it is back.
  if (node?.status !== 'enabled') return
  const actor = { type: 'job', id: jobId }
  await setUp(services, actor, { controllerId, id }, stepOf(node))
}
