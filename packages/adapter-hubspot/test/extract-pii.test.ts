import hubspot from '@conduit/adapter-hubspot'
import { compileRows, type PlatformEvent, pick } from '@conduit/core'
import { test } from 'tap'
import { change, notification, openBench, settings } from './bench.ts'

const rows = compileRows(hubspot.tables.pii)

function extract(data: unknown) {
  const rest = { meaning: 'processing', occurredAt: null, id: null, path: '' } as const
  const event: PlatformEvent = { type: 'contact.propertyChange', ...rest, data }
  return hubspot.extractPii(event, { settings, state: {} }, pick(rows, event))
}

const ids = (data: unknown) => extract(data).people.map(({ identifiers }) => identifiers)
const id = (value: string) => ({ category: 'account_id', value })
const contact = id('contact:847297356')
const found = (data: unknown) =>
  extract(data).fields.map(({ path, category }) => `${category} ${path}`)
const kindsOf = (data: unknown) =>
  extract(data).fields.flatMap(({ path, category }) => (path === '/propertyValue' ? category : []))

test('an id counts with its kind; as a reference the kind stands apart', async t => {
  const { people } = extract(change('', ''))
  t.strictSame(people, [
    { at: '', identifiers: [contact], references: [{ object: 'contact', id: '847297356' }] },
  ])
})

test('only contacts are people', async t => {
  for (const subscriptionType of [
    'deal.creation',
    'company.creation',
    'conversation.privacyDeletion',
  ]) {
    t.strictSame(ids(notification({ subscriptionType, sourceId: '' })), [], subscriptionType)
  }
  const generic = { subscriptionType: 'object.creation', sourceId: '' }
  t.strictSame(ids(notification({ ...generic, objectTypeId: '0-1' })), [[contact]])
  t.strictSame(ids(notification({ ...generic, objectTypeId: '0-3' })), [])
  t.strictSame(ids(notification(generic)), [])
})

test('a user of HubSpot is somebody else, and nobody is found by it', async t => {
  const { people, fields } = extract(notification())
  t.strictSame(
    people.map(({ identifiers }) => identifiers),
    [[contact], []],
  )
  t.strictSame(fields[1], { path: '/sourceId', category: 'account_id', person: 1 })
  t.strictSame(found(notification({ sourceId: 'form-7' })), ['account_id /objectId'])
})

test('several contacts that became one are one person', async t => {
  const merge = {
    subscriptionType: 'contact.merge',
    objectId: undefined,
    primaryObjectId: 1,
    mergedObjectIds: [2, 3],
    newObjectId: 1,
    sourceId: '',
  }
  const [person] = extract(notification(merge)).people
  t.strictSame(
    new Set(person?.identifiers.map(({ value }) => value)),
    new Set(['contact:1', 'contact:2', 'contact:3']),
  )
  t.strictSame(new Set(person?.references?.map(({ id }) => id)), new Set(['1', '2', '3']))
})

test('what a property holds depends on its name', async t => {
  const expected = {
    work_email: 'email',
    hs_whatsapp_phone_number: 'phone',
    salutation: 'name',
    zip: 'postal_address',
    date_of_birth: 'date_of_birth',
    hs_object_id: 'account_id',
    ip_latlon: 'location',
    seniority: 'employment',
    marital_status: 'demographic',
    linkedinbio: 'social_handle',
    message: 'free_text',
    shoe_size: 'free_text',
  }
  for (const [name, category] of Object.entries(expected)) {
    t.strictSame(kindsOf(change(name, '7')), [category], name)
    const generic = { subscriptionType: 'object.propertyChange', objectTypeId: '0-1' }
    t.strictSame(kindsOf(change(name, '7', generic)), [category], name)
  }
})

test('what says nothing of a person, and what is not sent at all', async t => {
  for (const name of ['hs_email_optout', 'hs_email_optout_7', 'hs_legal_basis', 'lifecyclestage']) {
    t.strictSame(kindsOf(change(name, 'true')), [], name)
  }
  for (const value of ['REDACTED', '', null, undefined]) {
    t.strictSame(kindsOf(change('email', value)), [])
    t.strictSame(kindsOf(change('passport_number', value)), [])
    t.strictSame(
      kindsOf(change('content', value, { subscriptionType: 'ticket.propertyChange' })),
      [],
    )
  }
})

test('properties of other objects may speak of people', async t => {
  const ticket = { subscriptionType: 'ticket.propertyChange' }
  t.strictSame(kindsOf(change('content', 'Ada called', ticket)), ['free_text'])
  const deal = { subscriptionType: 'object.propertyChange', objectTypeId: '0-3' }
  t.strictSame(kindsOf(change('email', 'x', deal)), ['free_text'], 'and find nobody')
  t.strictSame(ids(change('email', 'ada@example.com', deal)).flat(), [])
})

test('a property that holds several addresses', async t => {
  t.strictSame(ids(change('hs_additional_emails', 'ada@example.com; ;bob@example.com')), [
    [
      contact,
      { category: 'email', value: 'ada@example.com' },
      { category: 'email', value: 'bob@example.com' },
    ],
  ])
})

test('a contact that was read', async t => {
  const properties = { hs_object_id: '7', email: 'ada@example.com', fax: '1', gender: 'f', x: 'y' }
  t.strictSame(ids({ id: '7', properties }), [
    [
      id('contact:7'),
      { category: 'email', value: 'ada@example.com' },
      { category: 'phone', value: '1' },
    ],
  ])
  t.strictSame(found({ id: '7', properties }), [
    'account_id /id',
    'account_id /properties/hs_object_id',
    'email /properties/email',
    'phone /properties/fax',
    'demographic /properties/gender',
  ])
})

test('no value of a person stays in what is kept', async t => {
  const bench = openBench()
  const canary = 'canary731'
  await bench.deliver(
    change('email', `${canary}@example.com`),
    change('firstname', canary, { eventId: 2 }),
    change('favourite_colour', canary, { eventId: 3 }),
    change('content', canary, { eventId: 4, subscriptionType: 'ticket.propertyChange' }),
    notification({ eventId: 5, objectId: 731000731, sourceId: `userId:${canary}` }),
  )
  const { deliveries, activities, subjects } = bench.store
  t.strictSame(
    activities.map(({ fields }) => fields.map(({ path, category }) => `${category} ${path}`)),
    [
      ['account_id /0/objectId', 'email /0/propertyValue'],
      ['account_id /1/objectId', 'name /1/propertyValue'],
      ['account_id /2/objectId', 'free_text /2/propertyValue'],
      ['free_text /3/propertyValue'],
      ['account_id /4/objectId', 'account_id /4/sourceId'],
    ],
  )
  const kept = JSON.stringify([deliveries, activities, subjects], (_key, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
  t.notOk(/canary731|731000731/.test(kept))
})
