import type {
  Delivery,
  Integration,
  Proof,
  StandardWebhookKeys,
  WebhookRequest,
} from '@conduit/core'
import { standardWebhookHeaders, verifyStandardWebhook } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Standard Webhooks, if any key is configured; without one the headers say nothing. */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  const keys = keysOf(settings)
  if (keys === null) return 'unsigned'
  verifyStandardWebhook(request, keys)
  return 'signed'
}

/** The id that a delivery was signed with; null if it is unsigned. */
export function signedId(delivery: Delivery, settings: Settings): string | null {
  return keysOf(settings) === null ? null : standardWebhookHeaders(delivery).id
}

/**
 * The configured keys, the current secret first; null if there are none. With any of them every
 * delivery must be signed: a sender cannot opt out by leaving headers away.
 */
function keysOf(settings: Settings): StandardWebhookKeys | null {
  const { signingSecret, previousSigningSecrets = [], publicKeys = [] } = settings
  const secrets = [signingSecret ?? [], previousSigningSecrets].flat()
  return secrets.length + publicKeys.length === 0 ? null : { secrets, publicKeys }
}
