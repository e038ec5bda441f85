import { furtherSecrets, hidden, learned, proving, settingsOf, word } from '@conduit/core'
import { audienceIds, mergeTags } from '@conduit/lib-mailchimp'
import type { Static } from '@sinclair/typebox'

const key = { minLength: 16 }

/** What connects audiences of one Mailchimp account. */
export const settings = settingsOf({
  signingSecret: learned(
    proving(
      'Signing secret of the webhook, `signing_secret`; shown only once, when the webhook is created. Leave it out only for a webhook from before signing: what it sends stays unproven.',
      key,
    ),
    { with: 'apiKey' },
  ),
  previousSigningSecrets: furtherSecrets(
    word('A signing secret.', key),
    'Further secrets: those of other audiences’ webhooks with the same URL, or of the webhook that a new one replaces.',
  ),
  apiKey: hidden(
    'API key with its data centre, `…-us21`, of a user who may manage audiences: reads people for copies, and erases them; with `audienceIds` the webhooks are registered by themselves.',
    { pattern: '^\\S{16,}-[a-z]{2}\\d{1,3}$' },
  ),
  audienceIds,
  mergeTags,
})

/** What `settings` holds. */
export type Settings = Static<typeof settings>
