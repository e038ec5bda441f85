import {
  furtherSecrets,
  hidden,
  learned,
  needs,
  oneOf,
  opening,
  proving,
  settingsOf,
  word,
} from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const token = { pattern: '^\\S{16,}$' }
const production = 'https://quickbooks.api.intuit.com'

/** What connects one QuickBooks company. The secrets of the Intuit app are the operator's options. */
export const settings = settingsOf({
  signingSecret: learned(
    proving('Verifier token of the Intuit app, as shown; in the server’s options.', token),
  ),
  previousSigningSecrets: furtherSecrets(
    word('A verifier token.', token),
    'Further ones, in the server’s options: an old one, another environment’s.',
  ),
  realmId: word('Company (realm) id: digits.', { pattern: '^\\d{1,20}$' }),
  accessToken: opening(
    'OAuth 2.0 access token; without refreshToken good for an hour. The scope com.intuit.quickbooks.accounting reads, and erases people too.',
  ),
  refreshToken: opening('OAuth 2.0 refresh token; the newer ones that Intuit hands out are kept.'),
  clientId: Type.Optional(word('Client id of the Intuit app, to refresh.')),
  clientSecret: hidden('Client secret of the Intuit app, to refresh.'),
  apiBaseUrl: oneOf([production, 'https://sandbox-quickbooks.api.intuit.com'], {
    default: production,
    description: 'Where objects are read: production, or the sandbox.',
  }),
})

export type Settings = Static<typeof settings>

/** A refresh token is of no use without the app that it was given to. */
export const check = (own: Settings) => needs(own, 'refreshToken', 'clientId', 'clientSecret')
