import { furtherSecrets, learned, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const webhookSecret = (description: string) => Type.String({ minLength: 8, description })

/** What connects one shop. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(
      webhookSecret(
        'The text in the field “Secret” of the webhooks, the same for all of them; letters and digits only are safest. It is not the consumer secret (`cs_…`). Made up where the webhooks are registered by themselves.',
      ),
      { proves: true },
    ),
  ),
  previousSigningSecrets: furtherSecrets(
    webhookSecret('A webhook secret.'),
    'Further secrets that are accepted: the old one while webhooks are switched to a new one, one by one.',
  ),
  shopUrl: Type.Optional(
    Type.String({
      pattern: '^https://[A-Za-z0-9.-]+(:\\d{1,5})?(/[\\w.~-]+)*/?$',
      description:
        'Address of WordPress, `https://shop.example.com`. With it and a key the webhooks are registered by themselves.',
    }),
  ),
  consumerKey: Type.Optional(
    secret(
      Type.String({
        pattern: '^ck_\\S{8,}$',
        description:
          'Key of the REST API, `ck_…`, with the permission Read/Write, of a user who is shop manager or administrator and stays it.',
      }),
    ),
  ),
  consumerSecret: Type.Optional(
    secret(Type.String({ pattern: '^cs_\\S{8,}$', description: 'Its secret, `cs_…`.' })),
  ),
})

export type Settings = Static<typeof settings>
