import type { Decision, IntegrationRef } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { hexOf } from '../database/given-rows.ts'

/** What waits to be read because of a delivery. */
export function waitingRows({ delivery, activities, outcome }: Decision) {
  const common = {
    controllerId: delivery.controller.id,
    integrationId: delivery.integrationId,
    state: 'waiting' as const,
  }
  const wants = activities.flatMap(({ id, want }) =>
    want === null
      ? []
      : [{ ...common, id, kind: 'activity' as const, key: want.key, ref: hexOf(want.ref) }],
  )
  if (!delivery.catchUp || outcome.outcome === 'duplicate') return wants
  return [...wants, { ...common, id: delivery.id, kind: 'catch_up' as const, key: null, ref: null }]
}

/** The integrations of waiting rows, each once. */
export function integrationsOf(
  waiting: readonly { readonly controllerId: string; readonly integrationId: string }[],
): readonly IntegrationRef[] {
  const byId = new Map(
    waiting.map(({ controllerId, integrationId: id }) => [id, { controllerId, id }]),
  )
  return [...byId.values()]
}

/** The row of a delivery's quarantine. */
export function quarantineRows({ delivery }: Decision) {
  const { quarantine } = delivery
  if (quarantine === null) return []
  return [
    {
      controllerId: delivery.controller.id,
      id: quarantine.id,
      integrationId: delivery.integrationId,
      deliveryId: delivery.id,
      adapter: delivery.adapter,
      step: quarantine.step,
      reason: cleanText(quarantine.reason, textLimits.reason),
      sealed: hexOf(quarantine.sealed),
      size: quarantine.sealed.length,
      createdAt: delivery.receivedAt.toISOString(),
      expiresAt: quarantine.expiresAt.toISOString(),
      replays: 0,
    },
  ]
}
