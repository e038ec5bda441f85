import { post, shopifyHeaders, shopifySecret } from '../call.mjs'

const shop = 'topics-example.myshopify.com'
const topics = [
  'app/uninstalled',
  'customers_email_marketing_consent/update',
  'customers/delete',
  'customers/redact',
  'invented/topic',
  'shop/update',
]

/** Shopify signs the body alone: that of an order passed under topics that nobody had signed. */
export default async ({ usual }) => {
  const server = await usual()
  const { id } = await server.controller()
  const settings = { signingSecret: shopifySecret, shopDomains: [shop] }
  const { url } = await server.integration(id, 'shopify', settings)
  const person = {
    id: 7,
    email: 'jenny@example.com',
    admin_graphql_api_id: 'gid://shopify/Customer/7',
  }
  const body = JSON.stringify({
    id: 11,
    admin_graphql_api_id: 'gid://shopify/Order/11',
    created_at: '2026-11-10T09:07:31+01:00',
    updated_at: '2026-11-10T09:07:31+01:00',
    email: 'jenny@example.com',
    customer: person,
    line_items: [],
  })
  for (const [index, topic] of topics.entries())
    await post(url, body, shopifyHeaders(body, topic, shop, `other-${index}`))
  const recorded = (await server.activities(id)).filter(
    ({ verification }) => verification === 'signed',
  )
  const types = recorded.map(({ eventType }) => eventType)
  return types.length === 0 ? null : `an order was recorded as a signed ${types.join(', ')}`
}
