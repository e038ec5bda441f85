import type { StandardWebhookKeys } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * The configured keys, the current secret first; null if there are none. With any of them every
 * delivery must be signed: a sender cannot opt out by leaving headers away.
 */
export function keysOf(settings: Settings): StandardWebhookKeys | null {
  const { signingSecret, previousSigningSecrets = [], publicKeys = [] } = settings
  const current = typeof signingSecret === 'string' ? [signingSecret] : []
  const secrets = [...current, ...previousSigningSecrets]
  return secrets.length + publicKeys.length === 0 ? null : { secrets, publicKeys }
}
