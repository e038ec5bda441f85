import { effectiveSettings, missingSettings } from '@conduit/core/host'
import type { IntegrationNode, OpenedIntegration } from '@conduit/db'
import type { RunningAdapter } from '../services.ts'

/** How an integration is doing. */
export interface IntegrationCondition {
  /** `pending`: learned settings are missing, so its events get 503 until they come. */
  readonly status: 'enabled' | 'disabled' | 'removed' | 'pending'
  /** Names of those settings. */
  readonly missing: readonly string[]
  /** `unknown`: nothing has come yet; `unavailable`: its adapter does not run on this server. */
  readonly health: 'ok' | 'failing' | 'unknown' | 'pending' | 'disabled' | 'unavailable'
}

/** Judges an integration by its settings and by how the last calls to its platform ended. */
export function conditionOf(
  node: IntegrationNode,
  opened: OpenedIntegration | null,
  running: RunningAdapter | undefined,
): IntegrationCondition {
  if (node.status !== 'enabled') return { status: node.status, missing: [], health: 'disabled' }
  if (running === undefined || opened === null) {
    return { status: 'enabled', missing: [], health: 'unavailable' }
  }
  const { adapter, options } = running
  const missing = missingSettings(
    adapter,
    effectiveSettings(adapter, options, opened.integration.settings),
  )
  if (missing.length > 0) return { status: 'pending', missing, health: 'pending' }
  return { status: 'enabled', missing, health: healthOf(node) }
}

function healthOf(node: IntegrationNode) {
  const { lastFetchOutcome, lastSetupOutcome, lastFetchAt, lastDeliveryAt } = node
  const outcomes: readonly (string | null)[] = [lastFetchOutcome, lastSetupOutcome]
  if (outcomes.includes('auth_failed') || outcomes.includes('upstream_error')) return 'failing'
  return lastFetchAt === null && lastDeliveryAt === null ? 'unknown' : 'ok'
}
