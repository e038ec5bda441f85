import { readFileSync } from 'node:fs'
import shopify from '@conduit/adapter-shopify'
import { createReceiver, memoryStore, receive, settingsFaults } from '@conduit/core/host'
import { testKeyring } from '@conduit/testing'
import { test } from 'tap'
import { requestOf, shop, signingSecret } from './request.ts'

const body = JSON.stringify({
  shop_id: 1,
  shop_domain: shop,
  customer: { id: 7, email: 'zoe@example.com' },
  orders_to_redact: [],
})
const request = requestOf(body, { 'x-shopify-topic': 'customers/redact' })

/** A delivery to the URL of one integration, for a shop that is listed by another. */
async function deliver(options: { readonly signingSecret?: string }, own: object) {
  const integrations = [['other.myshopify.com'], [shop]].map(shopDomains => ({
    adapter: 'shopify',
    settings: { ...own, shopDomains },
    accounts: shopDomains,
  }))
  const store = memoryStore(integrations)
  const [called, owner] = store.integrations
  if (called === undefined) throw new Error('no integration')
  const receiver = createReceiver(shopify, {
    options,
    store,
    keyring: testKeyring,
    clock: () => request.receivedAt,
  })
  await receive(receiver, receiver.open(called), request)
  return store.activities.map(({ integrationId }) => integrationId === owner?.id)
}

test('the operator’s app secret speaks for all shops of the app', async t => {
  t.strictSame(await deliver({ signingSecret }, {}), [true])
})

test('a tenant’s own secret speaks for its own shops only', async t => {
  t.strictSame(await deliver({}, { signingSecret }), [])
})

test('shops are named by their permanent name', async t => {
  const faults = (shopDomains: readonly string[]) =>
    settingsFaults(shopify, { signingSecret, shopDomains: [...shopDomains] }).length
  t.equal(faults([shop]), 0)
  for (const wrong of ['shop.example.com', shop.toUpperCase(), `https://${shop}`]) {
    t.not(faults([wrong]), 0, wrong)
  }
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(shopify.guides.connect, 'utf8'), /compliance/)
  t.match(readFileSync(shopify.guides.erase, 'utf8'), /Erase personal data/)
})
