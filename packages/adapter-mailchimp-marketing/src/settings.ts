import { furtherSecrets, secret } from '@conduit/core'
import { mergeTags } from '@conduit/lib-mailchimp'
import { type Static, Type } from '@sinclair/typebox'

const signingSecret = (description: string) => Type.String({ minLength: 16, description })

/** What connects audiences of one Mailchimp account. */
export const settings = Type.Object(
  {
    signingSecret: Type.Optional(
      secret(
        signingSecret(
          'Signing secret of the webhook, `signing_secret`; shown only once, when the webhook is created. Leave it out only for a webhook from before signing: what it sends stays unproven.',
        ),
        { proves: true },
      ),
    ),
    previousSigningSecrets: furtherSecrets(
      signingSecret('A signing secret.'),
      'Further secrets: those of other audiences’ webhooks with the same URL, or of the webhook that a new one replaces.',
    ),
    mergeTags,
  },
  { additionalProperties: false },
)

/** What `settings` holds. */
export type Settings = Static<typeof settings>
