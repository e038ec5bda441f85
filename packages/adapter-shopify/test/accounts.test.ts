import shopify from '@conduit/adapter-shopify'
import { memoryStore, type Receiver, receive, settingsFaults } from '@conduit/core'
import { createKeyring } from '@conduit/privacy'
import { test } from 'tap'
import { requestOf, shop, signingSecret } from './request.ts'

const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
const body = JSON.stringify({ shop_domain: shop, customer: { email: 'zoe@example.com' } })
const request = requestOf(body, { 'x-shopify-topic': 'customers/redact' })

/** A delivery to the URL of one connection, for a shop that is listed by another. */
async function deliver(options: { readonly signingSecret?: string }, own: object) {
  const connections = [['other.myshopify.com'], [shop]].map(shopDomains => ({
    adapter: 'shopify',
    settings: { ...own, shopDomains },
    accounts: shopDomains,
  }))
  const store = memoryStore(connections)
  const [called, owner] = store.connections
  if (called === undefined) throw new Error('no connection')
  const receiver: Receiver = {
    ...{ adapter: shopify, options, store, keyring },
    clock: () => request.receivedAt,
  }
  await receive(receiver, called, request)
  return store.activities.map(({ connectionId }) => connectionId === owner?.id)
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
  const platform = undefined as never
  const connection = { settings: {}, state: {} }
  t.match(shopify, { instructions: /compliance/ })
  const target = { object: 'customer', id: '7' }
  t.match(await shopify.redact({ step: 'erase', target, key: 'k' }, connection, platform), {
    outcome: 'manual_required',
    instructions: /Erase personal data/,
  })
})
