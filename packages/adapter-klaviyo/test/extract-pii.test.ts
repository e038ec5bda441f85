import klaviyo from '@conduit/adapter-klaviyo'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { itemOf } from './request.ts'

const integration = { settings: {}, state: {} }

const rows = compileRows(klaviyo.tables.pii)

function extract(data: unknown, type = 'event:api.x') {
  const rest = { type, meaning: 'processing', id: null, occurredAt: null } as const
  const event = { ...rest, path: '/data/0', data }
  const { fields, people } = klaviyo.extractPii(event, integration, pick(rows, event))
  return {
    people,
    fields: fields.map(({ path, category }) => `${path} ${category}`),
    identifiers: people.map(({ identifiers }) => identifiers.map(({ value }) => value)),
  }
}

const at = '/data/0/payload/data/attributes/event_properties'
function ofProperties(event_properties: unknown, topic = 'event:api.x') {
  const { fields, identifiers } = extract(itemOf(topic, { event_properties }), topic)
  const found = fields.filter(field => field.startsWith(at))
  return {
    found: found.map(field => field.replace(at, '')),
    identifiers: identifiers.flat().filter(value => value !== '01K7E2M4'),
  }
}

test('properties are known by their name, in any spelling, at any depth', async t => {
  const { found, identifiers } = ofProperties({
    EMAIL: 'ines@example.com',
    'Phone Number': '+12025550143',
    'To Number': '+12025550144',
    $extra: { deep: { 'customer name': 'Inés Pérez' } },
    phone: 12025550145,
    Comment: ' ',
    Subject: null,
  })
  t.strictSame(found, ['/* email', '/* phone', '/To Number phone', '/$extra/*/* name'])
  t.strictSame(identifiers, ['ines@example.com', '+12025550143', '12025550145'])
})

test('what looks like an address or a number is one, and identifies nobody', async t => {
  const { found, identifiers } = ofProperties({
    Referrer: 'bo@example.com',
    'ada@example.com': { number: '+12025550146' },
    Text: 'write to bo@example.com',
    Count: '12025550146',
    URL: 'https://shop.example.com/a',
  })
  t.strictSame(found, ['/* email', '/*/* phone', '/* free_text'])
  t.strictSame(identifiers, [])
})

test('people in a list are not the profile’s person', async t => {
  const { found, identifiers } = ofProperties({
    Guests: [{ Email: 'a@example.com' }, { Email: 'b@example.com' }],
    cc: ['c@example.com'],
  })
  t.strictSame(found, ['/*/0/* email', '/*/1/* email', '/*/0 email'])
  t.strictSame(identifiers, [])
})

test('whose an address is, its name and what it stands in tell', async t => {
  const { found, identifiers } = ofProperties({
    'Recipient Email Address': 'ines@example.com',
    CustomerPhone: '+12025550143',
    BillingAddress: { Phone: '+12025550144', Zip: '36201' },
    ShippingAddress: { Phone: '+12025550145', FirstName: 'Kuno' },
    gift_recipient_email: 'kuno@example.com',
  })
  t.strictSame(found, [
    '/Recipient Email Address email',
    '/* phone',
    '/*/* phone',
    '/*/* postal_address',
    '/*/* name',
    '/* email',
  ])
  t.strictSame(identifiers, ['ines@example.com', '+12025550143', '+12025550144'])
})

test('what a shop adds beside its own names is technical, what somebody wrote is not', async t => {
  const line = { sku: 'K-1', properties: [{ name: 'Engraving', value: 'For Nora' }] }
  const $extra = { status: 'paid', note: 'ring twice', line_items: [line] }
  const found = ['event:shopify.placed_order', 'event:api.placed_order'].map(
    topic => ofProperties({ $extra }, topic).found,
  )
  t.strictSame(found, [
    [
      '/$extra/note free_text',
      '/$extra/line_items/0/*/0/* free_text',
      '/$extra/line_items/0/properties/0/* free_text',
    ],
    [
      '/$extra/* free_text',
      '/$extra/note free_text',
      '/$extra/line_items/0/* free_text',
      '/$extra/line_items/0/*/0/* free_text',
    ],
  ])
})

test('Klaviyo’s own marks are passed over', async t => {
  const marks = {
    $event_id: 'e:1',
    $flow: 'Fw2',
    $internal: { 'Friendly From Domain': 'a.example' },
  }
  t.strictSame(ofProperties(marks).found, [])
})

test('properties of another form are read as they are', async t => {
  for (const strange of [null, true, []]) {
    t.strictSame(ofProperties(strange), { found: [], identifiers: [] })
  }
  t.strictSame(ofProperties('ines@example.com'), { found: [' email'], identifiers: [] })
})

test('a profile that is sent along', async t => {
  const profile = {
    type: 'profile',
    id: '01K7E2M4',
    attributes: {
      email: 'ines@example.com',
      external_id: 'x1',
      location: { city: 'Vigo', ip: '203.0.113.7' },
      properties: { plan: 'gold', kids: ['Eva'] },
    },
  }
  const metric = { type: 'metric', id: 'MtrC7x', attributes: { name: 'Opened Email' } }
  const item = { payload: { included: [metric, profile] } }
  const { fields, identifiers, people } = extract(item)
  t.strictSame(identifiers, [['01K7E2M4', 'ines@example.com']])
  t.match(people, [{ references: [{ object: 'profile', id: '01K7E2M4' }] }])
  t.strictSame(
    fields.map(field => field.replace('/data/0/payload/included/1', '')),
    [
      '/data/0/payload/included/0/attributes/name free_text',
      '/id account_id',
      '/attributes/email email',
      '/attributes/external_id account_id',
      '/attributes/location/city location',
      '/attributes/location/ip ip_address',
      '/attributes/properties/* free_text',
      '/attributes/properties/*/0 free_text',
    ],
  )
})
