import { furtherSecrets, hidden, learned, opening, proving, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const given = { pattern: '.' }
const key = { minLength: 16 }
const further = 'Accepted as well: the secret before a change, those of further webhooks.'

/** What connects one Klaviyo account: its system webhooks, its flow webhooks, or both. */
export const settings = settingsOf({
  signingSecret: learned(
    proving('The `secret_key` that the system webhook was created with.', key),
    { unless: 'flowSecret' },
  ),
  previousSigningSecrets: furtherSecrets(word('A signing secret.', key), further),
  webhookId: Type.Optional(word('Id of the system webhook: no other is accepted.', given)),
  accountId: Type.Optional(word('Public API key of the account: no other is accepted.', given)),
  flowSecretHeader: Type.Optional(
    word('Header in which flows bring `flowSecret`.', {
      pattern: '^(?![Kk]laviyo-)[A-Za-z][A-Za-z0-9-]*$',
    }),
  ),
  flowSecret: hidden('What it says; this switches flow webhooks on.', key),
  apiKey: opening(
    'Private API key: with the scope `profiles:read` profiles are read; with `data-privacy:write` too they are erased; with `accounts:read` the account is proven; with `webhooks:read` and `webhooks:write` the system webhook is made by itself.',
    { pattern: '^pk_\\S+$' },
  ),
})

export type Settings = Static<typeof settings>

/** The secret of flows and the header that brings it go together. */
export function check({ flowSecret, flowSecretHeader }: Settings) {
  const isHalf = (flowSecret === undefined) !== (flowSecretHeader === undefined)
  return isHalf ? [{ path: '/flowSecret', message: 'Goes with flowSecretHeader' }] : []
}
