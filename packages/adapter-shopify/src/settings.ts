import { furtherSecrets, learned, secret } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** The permanent name of a shop. */
export const shopDomain = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i

const shop = Type.String({ pattern: shopDomain.source, description: 'Its permanent name.' })
const appSecret = Type.String({
  pattern: '^\\S{16,}$',
  description:
    'Client secret of the app, or the secret shown below webhooks made in the shop’s admin; no API key, no access token.',
})
const further =
  'Accepted as well: the old client secret until an hour after it was revoked, or a secret of the other kind.'

/** What connects the shops of one data controller. */
export const settings = Type.Object(
  {
    signingSecret: learned(secret(appSecret, { proves: true })),
    previousSigningSecrets: furtherSecrets(appSecret, further),
    shopDomains: Type.Optional(
      Type.Array(shop, {
        description:
          'Shops of this connection, `<name>.myshopify.com` in lower case. Without it: all that the URL receives.',
      }),
    ),
  },
  { additionalProperties: false },
)

export type Settings = Static<typeof settings>
