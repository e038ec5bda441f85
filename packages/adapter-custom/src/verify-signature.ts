import {
  type Connection,
  type Proof,
  verifyStandardWebhook,
  type WebhookRequest,
} from '@conduit/core'
import { keysOf } from './keys.ts'
import type { Settings } from './settings.ts'

/** Standard Webhooks, if any key is configured; without one the headers say nothing. */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  const keys = keysOf(settings)
  if (keys === null) return 'unsigned'
  verifyStandardWebhook(request, keys)
  return 'signed'
}
