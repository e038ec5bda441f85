import { furtherSecrets, hidden, learned, oneOf, proving, settingsOf, word } from '@conduit/core'
import { audienceIds, mergeTags } from '@conduit/lib-mailchimp'
import type { Static } from '@sinclair/typebox'

const key = { minLength: 16 }

/** What connects one Mailchimp Transactional account, or older audience webhooks. */
export const settings = settingsOf({
  product: oneOf(['transactional', 'marketing'], {
    description:
      '`transactional`: Mailchimp Transactional (Mandrill). `marketing`: audience webhooks, as the adapter mailchimp-marketing reads them. Never guessed from what arrives.',
  }),
  signingSecret: learned(
    proving(
      'Transactional: the authentication key of the webhook (`auth_key`), not the API key; without it events are answered 503. Marketing: the signing secret of the webhook; leave it out only for one from before signing.',
      key,
    ),
    { with: 'apiKey' },
  ),
  previousSigningSecrets: furtherSecrets(
    word('A key or secret.', key),
    'Further keys that are accepted: the one before a reset, those of inbound routes and of other webhooks with the same URL.',
  ),
  webhookUrl: hidden(
    'Transactional: the URL exactly as it is registered there, since it is signed. Without it: the URL that was called, under the public address of this server.',
    { pattern: '^https?://\\S+$' },
  ),
  apiKey: hidden(
    'API key of the product, by which people are read for copies and erased, and the webhook is registered by itself: of Transactional, or of Mailchimp with its data centre, `…-us21`, and `audienceIds`.',
    key,
  ),
  audienceIds,
  mergeTags,
})

/** What `settings` holds. */
export type Settings = Static<typeof settings>
