import klaviyo from '@conduit/adapter-klaviyo'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { itemOf } from './request.ts'

const integration = { settings: {}, state: {} }

const rows = compileRows(klaviyo.tables.pii)

function extract(data: unknown) {
  const rest = { type: 'event:api.x', meaning: 'processing', id: null, occurredAt: null } as const
  const event = { ...rest, path: '/data/0', data }
  const { fields, people } = klaviyo.extractPii(event, integration, pick(rows, event))
  return {
    people,
    fields: fields.map(({ path, category }) => `${path} ${category}`),
    identifiers: people.map(({ identifiers }) => identifiers.map(({ value }) => value)),
  }
}

const at = '/data/0/payload/data/attributes/event_properties'
function ofProperties(event_properties: unknown) {
  const { fields, identifiers } = extract(itemOf('event:api.x', { event_properties }))
  const found = fields.filter(field => field.startsWith(at))
  return {
    found: found.map(field => field.replace(at, '')),
    identifiers: identifiers.flat().filter(value => value !== '01K7E2M4'),
  }
}

test('properties are known by their name, in any case, at any depth', async t => {
  const { found, identifiers } = ofProperties({
    EMAIL: 'ines@example.com',
    'Phone Number': '+12025550143',
    'To Number': '+12025550144',
    $extra: { deep: { 'customer name': 'Inés Pérez' } },
    phone: 12025550145,
    Comment: ' ',
    Subject: null,
  })
  t.strictSame(found, [
    '/EMAIL email',
    '/Phone Number phone',
    '/To Number phone',
    '/*/*/customer name name',
    '/phone phone',
  ])
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
  t.strictSame(found, ['/* email', '/*/* phone'])
  t.strictSame(identifiers, [])
})

test('people in a list are not the profile’s person', async t => {
  const { found, identifiers } = ofProperties({
    Guests: [{ Email: 'a@example.com' }, { Email: 'b@example.com' }],
    cc: ['c@example.com'],
  })
  t.strictSame(found, ['/*/0/Email email', '/*/1/Email email', '/*/0 email'])
  t.strictSame(identifiers, [])
})

test('properties of another form are nothing', async t => {
  for (const strange of [null, 'ines@example.com', 7, []]) {
    t.strictSame(ofProperties(strange), { found: [], identifiers: [] })
  }
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
