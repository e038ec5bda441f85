import klaviyo from '@conduit/adapter-klaviyo'
import { test } from 'tap'
import { itemOf } from './request.ts'

const connection = { settings: {}, state: {} }

function extract(data: unknown, type = 'event:api.x', meaning: 'consent.granted' | null = null) {
  const event = { type, meaning: meaning ?? ('processing' as const), id: null, occurredAt: null }
  const { fields, people } = klaviyo.extractPii({ ...event, path: '/data/0', data }, connection)
  return {
    people,
    fields: fields.map(({ path, category }) => `${path} ${category}`),
    identifiers: people.map(({ identifiers }) => identifiers.map(({ value }) => value)),
  }
}

const at = '/data/0/payload/data/attributes/event_properties'
function ofProperties(event_properties: unknown) {
  const { fields, identifiers } = extract(itemOf('event:api.x', { event_properties }))
  const [, ...found] = fields
  return { found: found.map(field => field.replace(at, '')), identifiers: identifiers[0]?.slice(1) }
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
  t.strictSame(found, ['/*/*/Email email', '/*/* email'])
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

test('the channel of a consent is that of its topic', async t => {
  const channel = (type: string) =>
    extract(itemOf(type), type, 'consent.granted').people[0]?.consents?.[0]?.channel
  t.equal(channel('event:klaviyo.subscribed_to_email_marketing'), 'email')
  t.equal(channel('event:klaviyo.subscribed_to_sms_marketing'), 'sms')
  t.equal(channel('event:klaviyo.subscribed_to_list'), 'any')
})
