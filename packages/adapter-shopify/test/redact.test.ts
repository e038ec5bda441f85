import shopify from '@conduit/adapter-shopify'
import type { RedactTarget } from '@conduit/core'
import { accessTo, knownAs, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { fakeShop, settings } from './fake-shop.ts'
import { erased, lineItems, scene, start } from './redaction-scene.ts'

test('erasure in a shop', t => redactionSuite(t, scene))

/** Somebody who bought once, without becoming a customer. */
async function startGuest() {
  const shop = await fakeShop()
  await shop.order({ email: 'guest@example.com', note: 'Ring at the guest’s', lineItems })
  await shop.order({ email: 'guest@example.co', lineItems })
  return {
    platform: shop.platform,
    get state() {
      return shop.state
    },
    people: {
      person: [
        knownBy('email', 'Guest@example.com'),
        knownAs('customer-of-email', 'guest@example.com'),
      ],
      goes: [],
      stays: ['guest@example.com'],
      others: ['guest@example.co'],
      strangers: [knownBy('email', 'guest@example.com.invalid')],
      gone: [{ target: { object: 'customer', id: '17' }, ...erased }],
      outcomes: { order: 'manual_required' } as const,
    },
  }
}

test('an order of a guest is left to a person', t =>
  redactionSuite(t, { adapter: shopify, settings, start: startGuest }))

test('erasure waits as long as Shopify says, and not for ever', async t => {
  const { platform, ada } = await start()
  t.teardown(() => platform.close())
  const at = new Date('2026-11-12T10:00:00Z')
  const { own, platform: way } = await accessTo({ adapter: shopify, settings }, platform, at)
  const task = { target: ada, action: 'erase', key: '0'.repeat(64), accepted: null } as const
  const first = await shopify.redact.erase(task, own, way)
  t.strictSame(first, {
    again: new Date('2026-11-22T10:00:00Z'),
    progress: { requested: true },
    waitsFor: 'platform_erases',
  })
  const accepted = { at, progress: { requested: true } }
  const later = async (now: string) => {
    const access = await accessTo({ adapter: shopify, settings }, platform, new Date(now))
    return await shopify.redact.erase({ ...task, accepted }, access.own, access.platform)
  }
  t.match(await later('2027-05-30T10:00:00Z'), { again: new Date('2027-06-06T10:00:00Z') })
  t.match(await later('2027-06-06T10:00:00Z'), { outcome: 'failed_permanent' })
  const asked = platform.calls.filter(({ body }) => body.includes('customerRequestDataErasure'))
  t.equal(asked.length, 1, 'it is asked for once')
})

test('what the app may not do or see is said before, and not taken for done', async t => {
  const { platform, fake, ada, people } = await start()
  t.teardown(() => platform.close())
  const find = async () => {
    const { own, platform: way } = await accessTo({ adapter: shopify, settings }, platform)
    return await shopify.redact.find({ identifiers: [], references: [ada] }, own, way)
  }
  const look = async (target: RedactTarget['target']) => {
    const { own, platform: way } = await accessTo({ adapter: shopify, settings }, platform)
    const task = { target, action: 'erase', key: '0'.repeat(64), accepted: null } as const
    return await shopify.redact.check(task, own, way)
  }
  fake.scopes.delete('write_customer_data_erasure')
  t.match(await find(), [
    { target: { object: 'draft_orders' }, expected: 'manual_required' },
    { target: ada, action: 'by_hand', expected: 'manual_required' },
  ])
  fake.scopes.delete('read_draft_orders')
  t.match(await find(), [{ target: { object: 'draft_orders' } }, { target: ada }])
  t.match(await look({ object: 'draft_orders', id: ada.id }), { found: 'unverifiable' })
  platform.fail('unauthorized')
  await t.rejects(look({ object: 'draft_orders', id: ada.id }), { code: 'auth_failed' })
  platform.fail(null)

  const [order] = fake.state.orders.values()
  if (order === undefined) throw new Error('there is an order')
  fake.state.orders.set(order.id, { ...order, processedAt: '2021-05-04T10:00:00Z' })
  fake.scopes.delete('read_all_orders')
  fake.erasure.customerRequestDataErasure({ customerId: `gid://shopify/Customer/${ada.id}` })
  people.settle()
  t.match(await look(ada), { found: 'unverifiable', why: 'the app may not read all orders' })
})
