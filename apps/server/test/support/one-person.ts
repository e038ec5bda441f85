import { createRequire } from 'node:module'
import { fakeMailchimpMarketing } from '@conduit/fake-platforms/mailchimp-marketing'
import { fakeShopify } from '@conduit/fake-platforms/shopify'
import { fakeStripe } from '@conduit/fake-platforms/stripe'
import { fakeWooCommerce } from '@conduit/fake-platforms/woocommerce'
import { fakeXero } from '@conduit/fake-platforms/xero'
import { statefulPlatform } from '@conduit/recordings'
import { ApiVersion, LogSeverity, Session, shopifyApi } from '@shopify/shopify-api'
import '@shopify/shopify-api/adapters/node'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'
import WooCommerceRestApi from '@woocommerce/woocommerce-rest-api'
import Stripe from 'stripe'
import type { Test } from 'tap'
import { AccountingApi } from 'xero-node'
import { platformsByHost } from './platforms-by-host.ts'

/** How she is known everywhere. */
export const ada = { email: 'ada@example.com', phone: '+12025550101', name: 'Ada Sample' }

/** What each platform alone was told of her. */
export const toldToPlatforms = {
  stripe: 'Ada’s Stripe plan',
  shopify: 'Ada’s note at the shop',
  'mailchimp-marketing': 'Ada of the list',
  woocommerce: 'Ada of WordPress',
  xero: 'Ada of the books',
} as const

const shop = 'fern-example.myshopify.com'
const tenant = '11111111-1111-4111-8111-111111111111'
const mailchimpKey = '0123456789abcdef0123456789abcdef-us21'
const [consumerKey, consumerSecret] = ['ck_invented_key', 'cs_invented_secret']

/** What connects each of them. */
export const settingsOfPlatforms = {
  stripe: { signingSecret: 'whsec_invented_secret_0001', apiKey: 'rk_test_fake-key-0001' },
  shopify: {
    signingSecret: 'shpss_0001_not_a_real_secret',
    shopDomains: [shop],
    accessToken: 'shpat_0001_not_a_real_token',
  },
  'mailchimp-marketing': { signingSecret: 'a-secret-of-hooks-0001', apiKey: mailchimpKey },
  woocommerce: {
    ...{ signingSecret: 'a-secret-of-hooks', shopUrl: 'https://shop.example.com' },
    ...{ consumerKey, consumerSecret },
  },
  xero: {
    ...{ signingSecret: 'a-key-of-webhooks-0001', accessToken: 'a-token', tenantIds: [tenant] },
  },
} as const

/** Five platforms, in each of which their own client has made Ada, and somebody else. */
export async function platformsThatKnowAda(t: Test) {
  const [stripe, shopify, mailchimp, woocommerce, xero] = await Promise.all([
    inStripe(t),
    inShopify(t),
    inMailchimp(t),
    inWooCommerce(t),
    inXero(t),
  ])
  const transport = platformsByHost({
    'api.stripe.com': stripe.transport,
    [shop]: shopify.transport,
    'us21.api.mailchimp.com': mailchimp.transport,
    'shop.example.com': woocommerce.transport,
    'api.xero.com': xero.transport,
  })
  const ids = {
    ...{ stripe: stripe.id, shopify: shopify.id, audience: mailchimp.id },
    ...{ woocommerce: woocommerce.id, xero: xero.id, shop, tenant },
  }
  const fakes = {
    ...{ stripe: stripe.fake, shopify: shopify.fake, woocommerce: woocommerce.fake },
    ...{ 'mailchimp-marketing': mailchimp.fake, xero: xero.fake },
  }
  /** All that a platform holds, as text. */
  const heldBy = (slug: keyof typeof fakes) => JSON.stringify(fakes[slug].state, withMaps)
  /** What they do in their own time. */
  const settle = () => {
    shopify.fake.erasure.settle()
    stripe.fake.redaction.settle()
  }
  return { transport, ids, mailchimp: mailchimp.fake, heldBy, settle }
}

function withMaps(_name: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value
}

async function running(t: Test, answer: Parameters<typeof statefulPlatform>[0]) {
  const platform = await statefulPlatform(answer)
  t.teardown(() => platform.close())
  return platform
}

async function inStripe(t: Test) {
  const fake = fakeStripe({ hasJobs: true })
  const { origin, transport } = await running(t, fake.answer)
  const { hostname, port } = new URL(origin)
  const client = new Stripe('sk_test_fake', { host: hostname, port, protocol: 'http' })
  const { id } = await client.customers.create({
    ...ada,
    metadata: { plan: toldToPlatforms.stripe },
  })
  await client.customers.create({ email: 'bo@example.com', name: 'Bo Other' })
  return { id, transport, fake }
}

async function inShopify(t: Test) {
  const fake = fakeShopify()
  const { origin, transport } = await running(t, fake.answer)
  setAbstractFetchFunc((url, init) =>
    fetch(String(url).replace(`https://${shop}`, origin), init as RequestInit),
  )
  const api = shopifyApi({
    ...{ apiSecretKey: 'not-used', apiKey: 'not-used', scopes: [], hostName: 'hooks.example.com' },
    ...{ apiVersion: ApiVersion.July26, isEmbeddedApp: false },
    logger: { level: LogSeverity.Error, log: async () => undefined },
  })
  const { accessToken } = settingsOfPlatforms.shopify
  const session = new Session({ id: 'offline', shop, state: '', isOnline: false, accessToken })
  const client = new api.clients.Graphql({ session })
  const make = async (input: object) => {
    const { data } = await client.request<{ customerCreate: { customer: { id: string } } }>(
      `mutation($input: CustomerInput!) {
        customerCreate(input: $input) { customer { id } userErrors { field message } } }`,
      { variables: { input } },
    )
    return data?.customerCreate.customer.id.split('/').at(-1) ?? ''
  }
  const { email, phone } = ada
  const id = await make({ email, phone, firstName: 'Ada', note: toldToPlatforms.shopify })
  await make({ email: 'bo@example.com', firstName: 'Bo', lastName: 'Other' })
  return { id, transport, fake }
}

/** The client has no types: what of it fills an account. */
interface MailchimpClient {
  basePath: string
  setConfig(config: { apiKey: string }): void
  readonly lists: Readonly<
    Record<string, (...values: readonly unknown[]) => Promise<{ id: string }>>
  >
}

async function inMailchimp(t: Test) {
  const fake = fakeMailchimpMarketing()
  const { origin, transport } = await running(t, fake.answer)
  const client: MailchimpClient = createRequire(import.meta.url)('@mailchimp/mailchimp_marketing')
  client.setConfig({ apiKey: mailchimpKey })
  client.basePath = `${origin}/3.0`
  const contact = { company: 'Sample', address1: '1 Sample Street', city: 'Springfield' }
  const from = { from_name: 'S', from_email: 's@example.com', subject: '', language: 'en' }
  const made = await client.lists.createList?.({
    ...{ name: 'News', contact, permission_reminder: 'You asked.', email_type_option: false },
    campaign_defaults: from,
  })
  const add = (email_address: string, FNAME: string) =>
    client.lists.addListMember?.(made?.id, {
      ...{ email_address, status: 'subscribed', merge_fields: { FNAME } },
    })
  await add(ada.email, toldToPlatforms['mailchimp-marketing'])
  await add('bo@example.com', 'Bo Other')
  return { id: made?.id ?? '', transport, fake }
}

async function inWooCommerce(t: Test) {
  const fake = fakeWooCommerce()
  const { origin, transport } = await running(t, fake.answer)
  const client = new WooCommerceRestApi.default({ url: origin, consumerKey, consumerSecret })
  const make = async (email: string, first_name: string): Promise<number> =>
    (await client.post('customers', { email, first_name, billing: {} })).data.id
  const id = await make(ada.email, toldToPlatforms.woocommerce)
  await make('bo@example.com', 'Bo Other')
  return { id, transport, fake }
}

async function inXero(t: Test) {
  const fake = fakeXero([tenant])
  const { origin, transport } = await running(t, fake.answer)
  const client = new AccountingApi()
  client.basePath = `${origin}/api.xro/2.0`
  client.accessToken = 'a-token'
  const make = async (name: string, emailAddress: string) => {
    const { body } = await client.createContacts(tenant, { contacts: [{ name, emailAddress }] })
    return body.contacts?.[0]?.contactID ?? ''
  }
  const id = await make(toldToPlatforms.xero, ada.email)
  await make('Bo Other', 'bo@example.com')
  return { id, transport, fake }
}
