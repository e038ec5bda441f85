import { type IntegrationRef, type PlatformAccess, platformAccess } from '@conduit/core/host'
import type { RunningAdapter, Services } from '../services.ts'

/** The way to the platform of an integration that is switched on; null: nothing may be called. */
export async function accessTo(
  { store, transport }: Services,
  { receiver }: RunningAdapter,
  { controllerId, id }: IntegrationRef,
): Promise<PlatformAccess | null> {
  const stored = await store.integration({ controllerId, id })
  if (stored === null) return null
  return await platformAccess({ receiver, integration: receiver.open(stored), transport })
}
