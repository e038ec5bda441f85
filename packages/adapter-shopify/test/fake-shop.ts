import { fakeShopify } from '@conduit/fake-platforms/shopify'
import { statefulPlatform } from '@conduit/testing'
import { ApiVersion, LogSeverity, Session, shopifyApi } from '@shopify/shopify-api'
import '@shopify/shopify-api/adapters/node'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'

const shop = 'fern-example.myshopify.com'
export const settings = {
  signingSecret: 'shpss_0001_not_a_real_secret',
  shopDomains: [shop],
  accessToken: 'shpat_0001_not_a_real_token',
}

/** A fake shop, and Shopify's own client, which talks to it. */
export async function fakeShop() {
  const fake = fakeShopify()
  const platform = await statefulPlatform(fake.answer)
  setAbstractFetchFunc((url, init) =>
    fetch(String(url).replace(`https://${shop}`, platform.origin), init as RequestInit),
  )
  const api = shopifyApi({
    apiSecretKey: settings.signingSecret,
    apiKey: 'not-used',
    scopes: [],
    hostName: 'hooks.example.com',
    apiVersion: ApiVersion.July26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, log: async () => undefined },
  })
  const session = new Session({
    id: 'offline',
    shop,
    state: '',
    isOnline: false,
    accessToken: settings.accessToken,
  })
  const client = new api.clients.Graphql({ session })
  /** What a mutation made; none is refused here. */
  const made = async (query: string, variables: object): Promise<{ readonly id: string }> => {
    const { data } = await client.request<{ done: { made: { id: string }; userErrors: object[] } }>(
      `mutation${query} userErrors { field message } } }`,
      { variables },
    )
    if (data?.done.userErrors.length !== 0) throw new Error('the fake refuses the client')
    return data.done.made
  }
  return {
    fake,
    platform,
    get state() {
      return Object.values(fake.state).map(items => [...items])
    },
    customer: (input: object) =>
      made(
        '($input: CustomerInput!) { done: customerCreate(input: $input) { made: customer { id }',
        { input },
      ),
    address: (customerId: string, address: object) =>
      made(
        '($customerId: ID!, $address: MailingAddressInput!) { done: customerAddressCreate(customerId: $customerId, address: $address) { made: address { id }',
        { customerId, address },
      ),
    order: (order: object) =>
      made(
        '($order: OrderCreateOrderInput!) { done: orderCreate(order: $order) { made: order { id }',
        { order },
      ),
    draft: (input: object) =>
      made(
        '($input: DraftOrderInput!) { done: draftOrderCreate(input: $input) { made: draftOrder { id }',
        { input },
      ),
    askReturn: (input: object) =>
      made(
        '($input: ReturnRequestInput!) { done: returnRequest(input: $input) { made: return { id }',
        { input },
      ),
    erase: (id: string) =>
      made(
        '($input: CustomerDeleteInput!) { done: customerDelete(input: $input) { made: deletedCustomerId',
        { input: { id } },
      ),
  }
}

/** A customer as webhooks name them. */
export function referenceTo({ id }: { readonly id: string }) {
  return { object: 'customer', id: id.split('/').at(-1) ?? '' }
}
