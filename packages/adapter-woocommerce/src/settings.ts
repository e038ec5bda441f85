import { furtherSecrets, secret } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const webhookSecret = (description: string) => Type.String({ minLength: 8, description })

/** What connects one shop. */
export const settings = Type.Object(
  {
    signingSecret: secret(
      webhookSecret(
        'The text in the field “Secret” of the webhooks, the same for all of them; letters and digits only are safest. It is not the consumer secret (`cs_…`).',
      ),
      { proves: true },
    ),
    previousSigningSecrets: furtherSecrets(
      webhookSecret('A webhook secret.'),
      'Further secrets that are accepted: the old one while webhooks are switched to a new one, one by one.',
    ),
  },
  { additionalProperties: false },
)

export type Settings = Static<typeof settings>
