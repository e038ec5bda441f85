import { furtherSecrets, hidden, learned, proving, settingsOf, word } from '@conduit/core'
import type { Static } from '@sinclair/typebox'

const webhookSecret = { pattern: '^whsec_\\S{8,}$' }

/** What connects one Stripe account. */
export const settings = settingsOf({
  signingSecret: learned(
    proving('Signing secret of the webhook endpoint, `whsec_…`.', webhookSecret),
  ),
  previousSigningSecrets: furtherSecrets(
    word('A signing secret.', webhookSecret),
    'Further secrets: the old one after “Roll secret”, that of a Connect endpoint with the same URL.',
  ),
  apiKey: hidden(
    'Restricted key: reads customers, accounts and people, for thin events; where it may write webhook endpoints, the endpoint is made by itself; where it may write customers, people are erased with it.',
    { pattern: '^(sk|rk)_\\S{8,}$' },
  ),
})

export type Settings = Static<typeof settings>
