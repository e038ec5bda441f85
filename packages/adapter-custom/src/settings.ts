import { furtherSecrets, hidden, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { mapping } from './mapping.ts'

const form = 'padded standard base64'

/** What connects one of the operator's systems. */
export const settings = settingsOf({
  signingSecret: Type.Optional(
    secret(
      Type.Union([Type.String(), Type.Null()], {
        description: `Standard Webhooks secret, \`whsec_\` and 24 to 64 bytes in ${form}. With it, or with a public key, every delivery must be signed.`,
      }),
      { proves: true },
    ),
  ),
  previousSigningSecrets: furtherSecrets(
    Type.String(),
    'Further secrets that are accepted, while the sender changes to a new one.',
  ),
  publicKeys: furtherSecrets(
    Type.String(),
    `Public ed25519 keys of the sender, \`whpk_\` and 32 bytes in ${form}, for signatures of version \`v1a\`.`,
  ),
  mapping,
  erasureUrl: Type.Optional(
    Type.String({
      description:
        'Address of your system that erases people, https, on the public internet and without a query. Without it a person does.',
      pattern: '^https://[^\\s#@?]+$',
      maxLength: 2_000,
    }),
  ),
  erasureSecret: hidden(
    `Standard Webhooks secret that our questions to \`erasureUrl\` are signed with, \`whsec_\` and 24 to 64 bytes in ${form}.`,
  ),
})

export type Settings = Static<typeof settings>
