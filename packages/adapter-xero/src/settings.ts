import { furtherSecrets, learned, needs, secret, settingsOf } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

const word = (description: string) => Type.String({ pattern: '^\\S+$', description })
const hidden = (description: string) => Type.Optional(secret(word(description)))
const signingKey = (description: string) => Type.String({ pattern: '^\\S{16,}$', description })
/** A tenant id, or the id of a document. */
export const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

/** What connects the Xero organisations of one data controller. */
export const settings = settingsOf({
  signingSecret: learned(
    secret(signingKey('Webhook key of the Xero app, as it is shown.'), { proves: true }),
  ),
  previousSigningSecrets: furtherSecrets(
    signingKey('A webhook key.'),
    'Further keys: that of the old webhook while a new one takes its place.',
  ),
  tenantIds: Type.Optional(
    Type.Array(Type.String({ pattern: uuid, description: 'A tenant id in lower case.' }), {
      description: 'Organisations of this connection. Without it: all that the URL receives.',
    }),
  ),
  accessToken: hidden('OAuth 2.0 access token; without refreshToken good for 30 minutes.'),
  refreshToken: hidden('OAuth 2.0 refresh token; the newer ones that Xero hands out are kept.'),
  clientId: Type.Optional(word('Client id of the Xero app, to refresh.')),
  clientSecret: hidden('Client secret of the Xero app, to refresh.'),
})

export type Settings = Static<typeof settings>

/** A refresh token is of no use without the app that it was given to. */
export const check = (own: Settings) => needs(own, 'refreshToken', 'clientId', 'clientSecret')
