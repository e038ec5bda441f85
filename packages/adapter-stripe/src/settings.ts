import { furtherSecrets, secret } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const webhookSecret = (description: string) =>
  Type.String({ pattern: '^whsec_\\S{8,}$', description })

/** What connects one Stripe account. */
export const settings = Type.Object(
  {
    signingSecret: secret(webhookSecret('Signing secret of the webhook endpoint, `whsec_…`.'), {
      proves: true,
    }),
    previousSigningSecrets: furtherSecrets(
      webhookSecret('A signing secret.'),
      'Further secrets: the old one after “Roll secret”, that of a Connect endpoint with the same URL.',
    ),
    apiKey: Type.Optional(
      secret(
        Type.String({
          pattern: '^(sk|rk)_\\S{8,}$',
          description: 'Restricted key that reads customers, accounts and people, for thin events.',
        }),
      ),
    ),
  },
  { additionalProperties: false },
)

export type Settings = Static<typeof settings>
