import { furtherSecrets, learned, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const webhookSecret = (description: string) =>
  Type.String({ pattern: '^whsec_\\S{8,}$', description })

/** What connects one Stripe account. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(webhookSecret('Signing secret of the webhook endpoint, `whsec_…`.'), { proves: true }),
  ),
  previousSigningSecrets: furtherSecrets(
    webhookSecret('A signing secret.'),
    'Further secrets: the old one after “Roll secret”, that of a Connect endpoint with the same URL.',
  ),
  apiKey: Type.Optional(
    secret(
      Type.String({
        pattern: '^(sk|rk)_\\S{8,}$',
        description:
          'Restricted key: reads customers, accounts and people, for thin events; where it may write webhook endpoints, the endpoint is made by itself.',
      }),
    ),
  ),
})

export type Settings = Static<typeof settings>
