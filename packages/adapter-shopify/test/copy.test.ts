import shopify from '@conduit/adapter-shopify'
import { accessTo, exportSuite, knownBy } from '@conduit/testing'
import { test } from 'tap'
import { fakeShop, referenceTo, settings } from './fake-shop.ts'

const price = { shopMoney: { amount: '12.00', currencyCode: 'CAD' } }
const adaMail = 'Ada@example.com'
const home = {
  ...{ firstName: 'Ada', lastName: 'Sample', address1: '1 Sample Street', city: 'Springfield' },
  ...{ zip: 'K2P 2L8', countryCode: 'CA', phone: '+12025550109' },
}

/** Ada with all that hangs on a customer, guests, somebody else, and somebody who was deleted. */
async function start() {
  const shop = await fakeShop()
  const ada = await shop.customer({
    ...{ email: adaMail, phone: '+12025550101', firstName: 'Ada', lastName: 'Sample' },
    ...{ note: 'Rings twice', tags: ['knits'], multipassIdentifier: 'member-17' },
    metafields: [{ namespace: 'app', key: 'birthday', type: 'date', value: '1990-02-03' }],
  })
  await shop.address(ada.id, home)
  for (let number = 0; number < 41; number++) {
    await shop.address(ada.id, { address1: `${number} Summer Road`, countryCode: 'CA' })
  }
  const customer = { toAssociate: { id: ada.id } }
  for (let number = 0; number < 27; number++) {
    await shop.order({
      customer,
      email: adaMail,
      lineItems: [{ title: `Yarn ${number}.`, quantity: 1 }],
    })
  }
  const order = await shop.order({
    ...{ customer, email: adaMail, note: 'Leave it at the shed', shippingAddress: home },
    processedAt: '2021-05-04T10:00:00Z',
    customAttributes: [{ key: 'gift message', value: 'For Ada’s birthday' }],
    lineItems: Array.from({ length: 43 }, (_, line) => ({
      ...{ title: `Button ${line}.`, quantity: 1, priceSet: price },
      properties: [{ name: 'engraving', value: `A. S. ${line}.` }],
    })),
    transactions: [
      { kind: 'SALE', gateway: 'manual', amountSet: price, receiptJson: { payer: 'A. Payer' } },
    ],
  })
  const line = { fulfillmentLineItemId: 'gid://shopify/FulfillmentLineItem/1', quantity: 1 }
  await shop.askReturn({
    ...{ orderId: order.id, returnLineItems: [{ ...line, customerNote: 'Too small for Ada' }] },
  })
  await shop.draft({
    ...{ purchasingEntity: { customerId: ada.id }, note: 'She asked by phone', email: adaMail },
    lineItems: [{ title: 'Loom', quantity: 1 }],
  })
  const bo = await shop.customer({ email: 'ada@example.org', firstName: 'Bo', lastName: 'Other' })
  await shop.order({
    ...{ customer: { toAssociate: { id: bo.id } }, email: 'ada@example.com', note: 'Bo’s present' },
    lineItems: [],
  })
  await shop.order({ email: 'ada@example.co', note: 'Not our Ada', lineItems: [] })
  const guest = { email: 'guest@example.com', note: 'Ring at the guest’s', lineItems: [] }
  await shop.order(guest)
  const gone = await shop.customer({ email: 'gone@example.com', lastName: 'Gone' })
  await shop.erase(gone.id)
  return {
    ...shop,
    guest,
    get state() {
      return shop.state
    },
    ada: referenceTo(ada),
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ada@EXAMPLE.com'),
        knownBy('phone', '+1 (202) 555-0101'),
        knownBy('account_id', referenceTo(ada).id),
        { identifiers: [], references: [referenceTo(ada)] },
        { identifiers: [], references: [{ object: 'customer-of-email', id: adaMail }] },
        { ...knownBy('email', adaMail), references: [referenceTo(ada)] },
      ],
      holds: [
        ...[adaMail, '+12025550101', 'Rings twice', 'knits', 'member-17', '1990-02-03'],
        ...[
          '1 Sample Street',
          '+12025550109',
          '0 Summer Road',
          '40 Summer Road',
          'create customer',
        ],
        ...['Yarn 0.', 'Yarn 26.', 'Leave it at the shed', 'gift message', 'For Ada’s birthday'],
        ...['Button 0.', 'Button 42.', 'A. S. 42.', 'A. Payer', 'Too small for Ada'],
        ...['She asked by phone', 'Loom'],
      ],
      lacks: ['Bo', 'Not our Ada', 'ada@example.org', 'guest@example.com'],
      strangers: [
        knownBy('email', 'ada@example.com.invalid'),
        knownBy('email', 'ada@example.net'),
        knownBy('email', 'x" OR email:"ada@example.com'),
        knownBy('email', 'x\\" OR email:"ada@example.com'),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '2025550101'),
        knownBy('phone', '+12025550102'),
        knownBy('account_id', 'company_contact:17'),
        { identifiers: [], references: [{ object: 'customer', id: '1") { id } }' }] },
        { identifiers: [], references: [{ object: 'customer-of-email', id: '*' }] },
      ],
      gone: [
        referenceTo(gone),
        { object: 'customer', id: '17' },
        { object: 'order', id: '17' },
        { object: 'customer', id: '../17' },
      ],
    },
  }
}

test('copies of what a shop holds', t => exportSuite(t, { adapter: shopify, settings, start }))

test('a guest is found by the address of an order, and another customer’s order is not theirs', async t => {
  const { platform, guest, people } = await start()
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: shopify, settings }, platform)
  const find = async (value: string) =>
    (await shopify.export?.find(
      { identifiers: [{ category: 'email', value }], references: [] },
      access.own,
      access.platform,
    )) ?? []
  const [order, ...others] = await find(guest.email)
  t.equal(order?.object, 'order')
  t.equal(others.length, 0)
  const documents = []
  if (order !== undefined) {
    for await (const each of shopify.export?.read(order, access.own, access.platform) ?? [])
      documents.push(each)
  }
  t.match(documents, [{ object: 'order', content: { note: guest.note } }])
  t.equal((await find('ada@example.com')).length, 1)
  t.ok(people.lacks.length > 0)
})

test('what the app may not read is told, behind all that it may', async t => {
  const { fake, platform, ada } = await start()
  t.teardown(() => platform.close())
  const read = async () => {
    const access = await accessTo({ adapter: shopify, settings }, platform)
    const objects: string[] = []
    try {
      for await (const { object } of shopify.export?.read(ada, access.own, access.platform) ?? [])
        objects.push(object)
    } catch (error) {
      return { objects, error }
    }
    return { objects, error: null }
  }
  for (const scope of ['read_all_orders', 'read_draft_orders', 'read_returns']) {
    fake.scopes.delete(scope)
    const { objects, error } = await read()
    t.match(error, { code: 'auth_failed' }, scope)
    t.equal(objects.includes('order'), true, scope)
    fake.scopes.add(scope)
  }
  t.equal((await read()).error, null)
})
