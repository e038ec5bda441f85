import shopify from '@conduit/adapter-shopify'
import { accessTo, propagationSuite } from '@conduit/testing'
import { test } from 'tap'
import { fakeShop, referenceTo, settings } from './fake-shop.ts'

const decision = {
  ...{ channel: 'email', purpose: 'marketing' },
  ...({ state: 'granted', at: new Date('2026-11-12T09:30:00Z') } as const),
}

async function start() {
  const shop = await fakeShop()
  const ada = await shop.customer({ email: 'ada@example.com', phone: '+12025550101' })
  const gone = await shop.customer({ email: 'gone@example.com', phone: '+12025550102' })
  await shop.erase(gone.id)
  return {
    ...shop,
    ada,
    get state() {
      return shop.state
    },
    people: {
      references: [
        referenceTo(ada),
        { object: 'customer-of-email', id: 'ada@example.com' },
        { object: 'customer', id: 'none' },
      ],
      told: ['email', 'sms', 'whats_app'].map(channel => ({ channel, purpose: 'marketing' })),
      untold: [
        { channel: 'post', purpose: 'marketing' },
        { channel: 'email', purpose: 'newsletter' },
        { channel: 'any', purpose: 'marketing' },
      ],
      gone: referenceTo(gone),
    },
  }
}

test('telling a shop', t => propagationSuite(t, { adapter: shopify, settings, start }))

test('the shop keeps when the person decided, and for a clock that runs ahead the present', async t => {
  const { fake, platform, ada } = await start()
  t.teardown(() => platform.close())
  const { own, platform: way } = await accessTo({ adapter: shopify, settings }, platform)
  const told = (at: Date) =>
    shopify.propagate?.tell(referenceTo(ada), { ...decision, at }, own, way)
  t.equal(await told(new Date('2024-02-29T08:00:00Z')), 'told')
  const kept = () => fake.state.customers.get(ada.id)?.email
  t.match(kept(), { state: 'SUBSCRIBED', level: 'UNKNOWN', at: '2024-02-29T08:00:00.000Z' })
  t.equal(await told(new Date('2026-11-12T10:00:01Z')), 'told')
  t.match(kept(), { at: '2026-11-12T10:00:00.000Z' })
})

test('who has no address or number there is not found, nobody decided yet is unknown', async t => {
  const shop = await fakeShop()
  t.teardown(() => shop.platform.close())
  const { own, platform } = await accessTo({ adapter: shopify, settings }, shop.platform)
  const mailed = referenceTo(await shop.customer({ email: 'bo@example.com' }))
  const called = referenceTo(await shop.customer({ phone: '+12025550103' }))
  const { propagate } = shopify
  const sms = { ...decision, channel: 'sms' }
  t.equal(await propagate?.tell(called, decision, own, platform), 'not_found')
  t.equal(await propagate?.tell(mailed, sms, own, platform), 'not_found')
  t.equal(await propagate?.look(mailed, decision, own, platform), 'unknown')
  t.equal(await propagate?.look(mailed, sms, own, platform), 'unknown')
})

test('what Shopify has set for good is refused, and without the scope it is a fault', async t => {
  const { fake, platform, ada } = await start()
  t.teardown(() => platform.close())
  const { own, platform: way } = await accessTo({ adapter: shopify, settings }, platform)
  const tell = () => shopify.propagate?.tell(referenceTo(ada), decision, own, way)
  fake.scopes.delete('write_customers')
  await t.rejects(async () => await tell(), { code: 'auth_failed' })
  fake.scopes.add('write_customers')
  const customer = fake.state.customers.get(ada.id)
  t.ok(customer)
  if (customer === undefined) return
  const email = { ...(customer.email as object), state: 'INVALID' }
  fake.state.customers.set(ada.id, { ...customer, email })
  t.equal(await tell(), 'refused')
})
