import { furtherSecrets, learned, opening, secret, settingsOf, word } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/** The permanent name of a shop. */
export const shopDomain = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i

const shop = word('Its permanent name.', { pattern: shopDomain.source })
const key = { pattern: '^\\S{16,}$' }
const appSecret =
  'Client secret of the app, or the secret shown below webhooks made in the shop’s admin; no API key, no access token.'
const further =
  'Accepted as well: the old client secret until an hour after it was revoked, or a secret of the other kind.'

/** What connects the shops of one data controller. */
export const settings = settingsOf({
  // With a client ID it opens the shop as well, whosever app it is.
  signingSecret: learned(secret(word(appSecret, key), { proves: true, opens: true })),
  previousSigningSecrets: furtherSecrets(word(appSecret, key), further),
  shopDomains: Type.Optional(
    Type.Array(shop, {
      description:
        'Shops of this integration, `<name>.myshopify.com` in lower case. Without it: all that the URL receives.',
    }),
  ),
  clientId: Type.Optional(
    word(
      'Client ID of an app of the shop’s own organisation, with the scopes `read_customers` and `read_orders`: with it, its secret and one shop the topics are subscribed by themselves; `read_draft_orders` and `read_all_orders` for whole copies, `write_customer_data_erasure` for erasing. Leave it out where `shopify.app.toml` lists them.',
      key,
    ),
  ),
  accessToken: opening(
    'The same for any other app: its access token for the shop, offline and without an end.',
    key,
  ),
})

export type Settings = Static<typeof settings>
