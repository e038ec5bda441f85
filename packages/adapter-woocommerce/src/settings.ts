import { furtherSecrets, hidden, learned, proving, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const webhookSecret = { minLength: 8 }

/** What connects one shop. */
export const settings = settingsOf({
  signingSecret: learned(
    proving(
      'The text in the field “Secret” of the webhooks, the same for all of them; letters and digits only are safest. It is not the consumer secret (`cs_…`). Made up where the webhooks are registered by themselves.',
      webhookSecret,
    ),
  ),
  previousSigningSecrets: furtherSecrets(
    word('A webhook secret.', webhookSecret),
    'Further secrets that are accepted: the old one while webhooks are switched to a new one, one by one.',
  ),
  shopUrl: Type.Optional(
    word(
      'Address of WordPress, `https://shop.example.com`. With it and a key the webhooks are registered by themselves.',
      { pattern: '^https://[A-Za-z0-9.-]+(:\\d{1,5})?(/[\\w.~-]+)*/?$' },
    ),
  ),
  consumerKey: hidden(
    'Key of the REST API, `ck_…`, with the permission Read/Write, of a user who is shop manager or administrator and stays it; where that user may delete users, people are erased with it.',
    { pattern: '^ck_\\S{8,}$' },
  ),
  consumerSecret: hidden('Its secret, `cs_…`.', { pattern: '^cs_\\S{8,}$' }),
})

export type Settings = Static<typeof settings>
