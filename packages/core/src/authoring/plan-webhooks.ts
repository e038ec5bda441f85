import type { SetupStep } from '../contract/setup.ts'

/** A webhook that was registered: which of those that the adapter wants, and its id at the platform. */
export interface Webhook {
  readonly name: string
  readonly id: string
}

/** What has to be done so that the webhooks are as they should be. */
export interface WebhookPlan {
  /** Those that stay as they are. */
  readonly keep: readonly Webhook[]
  /** Names for which one has to be made, or an old one moved. */
  readonly make: readonly string[]
  /** Those that have to go, unless they are moved. */
  readonly remove: readonly Webhook[]
}

/**
 * Decides what becomes of webhooks; changes nothing.
 *
 * @param before those that were registered, whether they are still there or not
 * @param wanted names of those that should be there
 * @param live those of `before` that are there and switched on
 */
export function planWebhooks(
  step: SetupStep,
  before: readonly Webhook[],
  wanted: readonly string[],
  live: readonly Webhook[],
): WebhookPlan {
  if (step === 'disconnect') return { keep: [], make: [], remove: before }
  // Connecting changes even what lives: its address may have been revoked.
  if (step === 'connect') return { keep: [], make: wanted, remove: before }
  const keep = wanted.flatMap(name => live.find(webhook => webhook.name === name) ?? [])
  return {
    keep,
    make: wanted.filter(name => keep.every(webhook => webhook.name !== name)),
    remove: before.filter(webhook => !keep.includes(webhook)),
  }
}
