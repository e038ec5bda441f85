import { hexBytes } from '../json-insert.ts'
import { cleanText, textLimits } from '../text.ts'
import type { Decision } from './decide.ts'

/** What waits to be read because of a delivery. */
export function waitingRows({ delivery, activities, outcome }: Decision) {
  const common = {
    controllerId: delivery.controller.id,
    integrationId: delivery.connectionId,
    state: 'waiting' as const,
  }
  const wants = activities.flatMap(({ id, want }) =>
    want === null
      ? []
      : [
          {
            ...common,
            id,
            kind: 'activity' as const,
            key: hexBytes(want.key),
            ref: hexBytes(want.ref),
          },
        ],
  )
  if (!delivery.catchUp || outcome.duplicate) return wants
  return [...wants, { ...common, id: delivery.id, kind: 'catch_up' as const, key: null, ref: null }]
}

/** The row of a delivery's quarantine. */
export function quarantineRows({ delivery }: Decision) {
  const { quarantine } = delivery
  if (quarantine === null) return []
  return [
    {
      controllerId: delivery.controller.id,
      id: quarantine.id,
      integrationId: delivery.connectionId,
      deliveryId: delivery.id,
      adapter: delivery.adapter,
      step: quarantine.step,
      reason: cleanText(quarantine.reason, textLimits.reason),
      sealed: hexBytes(quarantine.sealed),
      createdAt: delivery.receivedAt.toISOString(),
      expiresAt: quarantine.expiresAt.toISOString(),
      replays: 0,
    },
  ]
}
