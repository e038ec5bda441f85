import {
  furtherSecrets,
  hidden,
  learned,
  needs,
  opening,
  proving,
  settingsOf,
  word,
} from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const key = { pattern: '^\\S{16,}$' }
/** A tenant id, or the id of a document. */
export const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

/** What connects the Xero organisations of one data controller. */
export const settings = settingsOf({
  signingSecret: learned(proving('Webhook key of the Xero app, as it is shown.', key)),
  previousSigningSecrets: furtherSecrets(
    word('A webhook key.', key),
    'Further keys: that of the old webhook while a new one takes its place.',
  ),
  tenantIds: Type.Optional(
    Type.Array(word('A tenant id in lower case.', { pattern: uuid }), {
      description: 'Organisations of this integration. Without it: all that the URL receives.',
    }),
  ),
  accessToken: opening('OAuth 2.0 access token; without refreshToken good for 30 minutes.'),
  refreshToken: opening(
    'OAuth 2.0 refresh token; the newer ones that Xero hands out are kept. With the scope accounting.contacts people are erased by it.',
  ),
  clientId: Type.Optional(word('Client id of the Xero app, to refresh.')),
  clientSecret: hidden('Client secret of the Xero app, to refresh.'),
})

export type Settings = Static<typeof settings>

/** A refresh token is of no use without the app that it was given to. */
export const check = (own: Settings) => needs(own, 'refreshToken', 'clientId', 'clientSecret')
