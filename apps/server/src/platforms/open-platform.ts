import { type IntegrationAdapter, isConduitError } from '@conduit/core'
import { type OpenIntegration, type PlatformAccess, platformAccess } from '@conduit/core/host'
import type { IntegrationNode } from '@conduit/db'
import type { Services } from '../services.ts'

/** What an adapter may be able to do with what a platform holds of a person. */
type Right = 'export' | 'redact'

/** A platform that can be asked for it. */
export interface OpenedPlatform<Of extends Right = 'export'> {
  readonly integration: OpenIntegration
  readonly does: NonNullable<IntegrationAdapter[Of]>
  readonly access: PlatformAccess
}

/** Why a platform cannot be asked. */
export type ClosedReason =
  | 'removed'
  | 'disabled'
  /** Its adapter does not run on this server. */
  | 'adapter_missing'
  /** The adapter knows no way to do it. */
  | 'not_supported'
  /** The settings give no access. */
  | 'no_access'
  | 'adapter_failed'

/**
 * Opens the way to a platform; nothing is called.
 * @throws {ConduitError} `unavailable`
 */
export async function openPlatform<Of extends Right>(
  { store, adapters, transport }: Services,
  { controllerId, id, adapter, status }: IntegrationNode,
  right: Of,
): Promise<OpenedPlatform<Of> | ClosedReason> {
  if (status !== 'enabled') return status
  const running = adapters.get(adapter)
  if (running === undefined) return 'adapter_missing'
  const does = running.adapter[right]
  if (does === undefined) return 'not_supported'
  const stored = await store.integration({ controllerId, id })
  if (stored === null) return 'disabled'
  const { receiver } = running
  try {
    const integration = receiver.open(stored)
    const access = await platformAccess({ receiver, integration, transport })
    return access === null ? 'no_access' : { integration, does, access }
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    receiver.onFailure({ step: right, error })
    return 'adapter_failed'
  }
}
