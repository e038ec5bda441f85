import { furtherSecrets, needs, opening, proving, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = { pattern: '^\\S{16,}$' }

/** What connects one HubSpot account (portal). */
export const settings = settingsOf({
  signingSecret: proving(
    'Client secret of the HubSpot app; of a public app in the server’s options.',
    key,
  ),
  previousSigningSecrets: furtherSecrets(
    word('A client secret.', key),
    'Further client secrets: the old one for a while after it was replaced.',
  ),
  portalId: word('Hub ID of the account (portal). Ids of contacts are unique in it only.', {
    pattern: '^\\d{1,20}$',
  }),
  appId: Type.Optional(
    Type.Integer({ minimum: 1, description: 'App ID. Events of any other app are not taken.' }),
  ),
  publicUrl: Type.Optional(
    word('URL that HubSpot calls, without its query, where a proxy changes it.', {
      pattern: '^https://[^\\s?#]+$',
    }),
  ),
  acceptLegacySignatures: Type.Boolean({
    default: false,
    description: 'Also take signatures of version 1 and 2. They never expire: avoid it.',
  }),
  accessToken: opening(
    'Access token of a private app, or of OAuth 2.0; reads contacts, and with the scope `crm.objects.contacts.write` deletes them for good.',
  ),
  refreshToken: opening('OAuth 2.0 refresh token. The client secret is the signing secret.'),
  clientId: Type.Optional(word('Client id of the HubSpot app, to refresh.')),
})

export type Settings = Static<typeof settings>

/** A refresh token is of no use without the app that it was given to. */
export const check = (own: Settings) => needs(own, 'refreshToken', 'clientId')
