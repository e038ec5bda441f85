import { furtherSecrets, learned, needs, oneOf, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const word = (description: string) => Type.String({ pattern: '^\\S+$', description })
const hidden = (description: string) => Type.Optional(secret(word(description)))
const token = (description: string) => Type.String({ pattern: '^\\S{16,}$', description })
const bases = [
  'https://quickbooks.api.intuit.com',
  'https://sandbox-quickbooks.api.intuit.com',
] as const

/** What connects one QuickBooks company. The secrets of the Intuit app are the operator's options. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(token('Verifier token of the Intuit app, as shown; in the server’s options.'), {
      proves: true,
    }),
  ),
  previousSigningSecrets: furtherSecrets(
    token('A verifier token.'),
    'Further ones, in the server’s options: an old one, another environment’s.',
  ),
  realmId: Type.String({
    pattern: '^\\d{1,20}$',
    description: 'Company (realm) id: digits.',
  }),
  accessToken: hidden('OAuth 2.0 access token; without refreshToken good for an hour.'),
  refreshToken: hidden('OAuth 2.0 refresh token; the newer ones that Intuit hands out are kept.'),
  clientId: Type.Optional(word('Client id of the Intuit app, to refresh.')),
  clientSecret: hidden('Client secret of the Intuit app, to refresh.'),
  apiBaseUrl: oneOf(bases, {
    default: bases[0],
    description: 'Where objects are read: production, or the sandbox.',
  }),
})

export type Settings = Static<typeof settings>

/** A refresh token is of no use without the app that it was given to. */
export const check = (own: Settings) => needs(own, 'refreshToken', 'clientId', 'clientSecret')
