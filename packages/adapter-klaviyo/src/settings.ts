import { furtherSecrets, learned, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = (description: string) => Type.String({ minLength: 16, description })
const word = (pattern: string, description: string) => Type.String({ pattern, description })
const further = 'Accepted as well: the secret before a change, those of further webhooks.'

/** What connects one Klaviyo account: its system webhooks, its flow webhooks, or both. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(key('The `secret_key` that the system webhook was created with.'), { proves: true }),
    { unless: 'flowSecret' },
  ),
  previousSigningSecrets: furtherSecrets(key('A signing secret.'), further),
  webhookId: Type.Optional(word('.', 'Id of the system webhook: no other is accepted.')),
  accountId: Type.Optional(word('.', 'Public API key of the account: no other is accepted.')),
  flowSecretHeader: Type.Optional(
    word('^(?![Kk]laviyo-)[A-Za-z][A-Za-z0-9-]*$', 'Header in which flows bring `flowSecret`.'),
  ),
  flowSecret: Type.Optional(secret(key('What it says; this switches flow webhooks on.'))),
  apiKey: Type.Optional(
    secret(
      word(
        '^pk_\\S+$',
        'Private API key: with the scope `profiles:read` profiles are read; with `webhooks:read` and `webhooks:write` the system webhook is made by itself.',
      ),
    ),
  ),
})

export type Settings = Static<typeof settings>

/** The secret of flows and the header that brings it go together. */
export function check({ flowSecret, flowSecretHeader }: Settings) {
  const isHalf = (flowSecret === undefined) !== (flowSecretHeader === undefined)
  return isHalf ? [{ path: '/flowSecret', message: 'Goes with flowSecretHeader' }] : []
}
