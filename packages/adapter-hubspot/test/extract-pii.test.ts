import hubspot from '@conduit/adapter-hubspot'
import { compileRows, type PlatformEvent, pick } from '@conduit/core'
import { test } from 'tap'
import { change, notification, openBench, requestOf, settings } from './bench.ts'

const rows = compileRows(hubspot.tables.pii)
const integration = { settings, state: {} }

/** What is found in an event, or in a record that a workflow sends. */
function extract(body: object) {
  const isEvent = 'subscriptionType' in body
  const payload = isEvent ? [body] : { ...body }
  const [event] = hubspot.parseEvent({ ...requestOf(''), payload }, integration).events
  return extractFrom(event === undefined ? null : { ...event, path: '' })
}

/** What is found in a contact that was read. */
function extractRead(data: unknown) {
  const rest = { meaning: 'processing', occurredAt: null, id: null, path: '' } as const
  return extractFrom({ type: 'contact.creation', ...rest, data })
}

function extractFrom(event: PlatformEvent | null) {
  if (event === null) throw new Error('no event')
  return hubspot.extractPii(event, integration, pick(rows, event))
}

const ids = (data: object) => extract(data).people.map(({ identifiers }) => identifiers)
const id = (value: string) => ({ category: 'account_id', value })
const contact = id('contact:847297356')
const found = (data: object, from: typeof extract = extract) =>
  from(data).fields.map(({ path, category }) => `${category} ${path}`)
const kindsOf = (data: object) =>
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
  for (const sourceId of ['email:bob@example.com', 'bob@example.com']) {
    t.strictSame(
      ids(notification({ sourceId })),
      [[contact], [{ category: 'email', value: 'bob@example.com' }]],
      'who wrote is found, and is not the contact',
    )
    const request = notification({ subscriptionType: 'contact.privacyDeletion', sourceId })
    t.strictSame(ids(request), [[contact], []], 'and asks for nothing')
    t.strictSame(found(request), ['account_id /objectId', 'email /sourceId'])
  }
})

test('each end of an association that is a contact is a person', async t => {
  const of = (subscriptionType: string, more: object) =>
    ids(
      notification({
        ...{ subscriptionType, objectId: undefined, sourceId: '' },
        ...{ fromObjectId: 11, toObjectId: 22, ...more },
      }),
    ).flatMap(person => person.map(({ value }) => value))
  const from = ['contact:11']
  const to = ['contact:22']
  t.strictSame(of('contact.associationChange', { associationType: 'CONTACT_TO_COMPANY' }), from)
  t.strictSame(of('contact.associationChange', {}), from)
  for (const kind of ['company', 'deal', 'ticket']) {
    const name = `${kind.toUpperCase()}_TO_CONTACT`
    t.strictSame(of(`${kind}.associationChange`, { associationType: name }), to, name)
  }
  const labelled = { associationType: 'DEAL_TO_PRIMARY_CONTACT' }
  t.strictSame(of('deal.associationChange', labelled), to)
  t.strictSame(of('deal.associationChange', { associationType: 'DEAL_TO_LINE_ITEM' }), [])
  t.strictSame(of('deal.associationChange', {}), [])
  const both = { associationType: 'CONTACT_TO_CONTACT' }
  t.strictSame(of('contact.associationChange', both), [...from, ...to])
  for (const [fromId, toId, expected] of [
    ['0-1', '0-3', from],
    ['0-3', '0-1', to],
    ['0-1', '0-1', [...from, ...to]],
    ['0-2', '0-3', []],
    ['2-7', '0-1', to],
  ] as const) {
    const types = { fromObjectTypeId: fromId, toObjectTypeId: toId }
    t.strictSame(of('object.associationChange', types), expected, `${fromId} ${toId}`)
  }
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
    Partner_E_Mail: 'email',
    kontakt_geburtstag: 'date_of_birth',
    vat_number: 'government_id',
    hubspot_owner_id: 'account_id',
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
  t.strictSame(kindsOf(change('email', 'x', deal)), ['email'], 'and find nobody')
  t.strictSame(kindsOf(change('buyer_mobile', '555 0101', deal)), ['phone'])
  t.strictSame(kindsOf(change('hs_object_id', '7', deal)), [])
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

test('names of other people find nobody, and those of the contact do in any spelling', async t => {
  const identifiersOf = (name: string, value: string) =>
    ids(change(name, value))
      .flat()
      .filter(({ category }) => category !== 'account_id')
  const address = 'ada@example.com'
  for (const name of ['Private E-Mail', 'billing_email', 'email_2']) {
    t.strictSame(identifiersOf(name, address), [{ category: 'email', value: address }], name)
  }
  for (const name of ['spouse_email', 'approver_email', 'hs_some_email', 'colour']) {
    t.strictSame(identifiersOf(name, address), [], name)
  }
  t.strictSame(kindsOf(change('colour', address)), ['free_text'])
  t.strictSame(kindsOf(change('lifecyclestage', address)), ['email'], 'by its form')
})

test('an e-mail names its writer and each of its readers', async t => {
  const engagement = { subscriptionType: 'object.propertyChange', objectTypeId: '0-49' }
  const of = (name: string, value: string) => ids(change(name, value, engagement))
  const mail = (value: string) => [{ category: 'email', value }]
  t.strictSame(of('hs_email_from_email', 'ada@example.com'), [mail('ada@example.com')])
  t.strictSame(of('hs_email_cc_email', 'bob@example.com;cleo@example.com'), [
    mail('bob@example.com'),
    mail('cleo@example.com'),
  ])
  const call = { ...engagement, objectTypeId: '0-48' }
  t.strictSame(ids(change('hs_call_to_number', '+12025550101', call)), [
    [{ category: 'phone', value: '+12025550101' }],
  ])
  t.strictSame(kindsOf(change('hs_email_from_firstname', 'Ada', engagement)), ['name'])
  for (const name of ['hs_email_text', 'hs_email_subject', 'hs_email_headers', 'hs_note_body']) {
    t.strictSame(kindsOf(change(name, 'Dear Ada', engagement)), ['free_text'], name)
  }
})

test('a record that a workflow sends, in the form of the first API', async t => {
  const of = (value: string, more: object = {}) => ({ value, ...more })
  const { people, fields } = extract({
    ...{ vid: 7, 'canonical-vid': 7, 'merged-vids': [8], 'portal-id': 891472211 },
    properties: {
      email: of('ada@example.com', { versions: [of('old@example.com', { 'source-id': 'x' })] }),
      favourite_cake: of('Gold for Ada'),
      lifecyclestage: of('lead'),
    },
    'identity-profiles': [
      {
        vid: 9,
        identities: [
          { type: 'EMAIL', ...of('ada@example.org') },
          { type: 'LEAD_GUID', ...of('g') },
        ],
      },
    ],
    'associated-owner': { email: 'olu@example.com', 'first-name': 'Olu' },
  })
  const values = people
    .map(({ at, identifiers }) => [at, identifiers.map(({ value }) => value).sort()] as const)
    .filter(([, identifiers]) => identifiers.length > 0)
  const contact = ['ada@example.com', 'ada@example.org', 'contact:7', 'contact:8', 'contact:9']
  t.strictSame(values, [
    ['', [...contact, 'old@example.com'].sort()],
    ['/associated-owner', ['olu@example.com']],
  ])
  const kinds = fields.map(({ path, category }) => `${category} ${path}`)
  t.ok(kinds.includes('free_text /properties/*/value'), kinds.join())
  t.ok(kinds.includes('free_text /properties/*/versions/0/source-id'), kinds.join())
})

test('a deal of a workflow names its contacts, each apart', async t => {
  const deal = {
    ...{ portalId: 891472211, dealId: 5, isDeleted: false },
    associations: { associatedVids: [11, 12], associatedCompanyIds: [3] },
    properties: { dealname: { value: 'Cakes for Ada' }, buyer_email: { value: 'ada@example.com' } },
  }
  t.strictSame(
    ids(deal).map(each => each.map(({ value }) => value)),
    [['contact:11'], ['contact:12'], []],
  )
})

test('a body that was composed in a workflow is read by its names', async t => {
  const body = {
    'E-mail': 'ada@example.com',
    'Referrer email': 'bob@example.com',
    note: 'likes tea',
  }
  t.strictSame(ids(body), [[{ category: 'email', value: 'ada@example.com' }]])
  t.strictSame(found(body), ['email /*', 'free_text /*'])
})

test('a contact that was read', async t => {
  const properties = { hs_object_id: '7', email: 'ada@example.com', fax: '1', gender: 'f', x: 'y' }
  t.strictSame(
    extractRead({ id: '7', properties }).people.map(({ identifiers }) => identifiers),
    [
      [
        id('contact:7'),
        { category: 'email', value: 'ada@example.com' },
        { category: 'phone', value: '1' },
      ],
    ],
  )
  t.strictSame(found({ id: '7', properties }, extractRead), [
    'account_id /id',
    'account_id /properties/hs_object_id',
    'email /properties/email',
    'phone /properties/fax',
    'demographic /properties/gender',
    'free_text /properties/*',
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
