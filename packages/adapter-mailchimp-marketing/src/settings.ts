import { furtherSecrets, learned, secret, settingsOf } from '@conduit/core'
import { audienceIds, mergeTags } from '@conduit/lib-mailchimp'
import { type Static, Type } from '@sinclair/typebox'

const signingSecret = (description: string) => Type.String({ minLength: 16, description })

/** What connects audiences of one Mailchimp account. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(
      signingSecret(
        'Signing secret of the webhook, `signing_secret`; shown only once, when the webhook is created. Leave it out only for a webhook from before signing: what it sends stays unproven.',
      ),
      { proves: true },
    ),
    { with: 'apiKey' },
  ),
  previousSigningSecrets: furtherSecrets(
    signingSecret('A signing secret.'),
    'Further secrets: those of other audiences’ webhooks with the same URL, or of the webhook that a new one replaces.',
  ),
  apiKey: Type.Optional(
    secret(
      Type.String({
        pattern: '^\\S{16,}-[a-z]{2}\\d{1,3}$',
        description:
          'API key with its data centre, `…-us21`, of a user who may manage audiences: with `audienceIds` the webhooks are registered by themselves.',
      }),
    ),
  ),
  audienceIds,
  mergeTags,
})

/** What `settings` holds. */
export type Settings = Static<typeof settings>
