import type { JsonObject } from '@conduit/core'
import { test } from 'tap'
import { callout, change, envelope, notification, parse, personalDataOf } from './support.ts'

const first = (payload: unknown) => parse(payload).events[0]

test('a person account has the fields of a contact, with Person in front', async t => {
  const record = {
    IsPersonAccount: true,
    LastName: 'Prince',
    PersonEmail: 'ada@example.com',
    PersonMobilePhone: '555 0188',
    PersonMailingCountryCode: 'US',
    PersonMailingCity: 'Springfield',
    BillingCity: 'Springfield',
    PersonBirthdate: '1990-01-01',
  }
  const { fields, people } = personalDataOf(first(callout('Account.updated', record)))
  t.same(fields.map(({ path, category }) => [path, category]).sort(), [
    ['/records/0/BillingCity', 'postal_address'],
    ['/records/0/Id', 'account_id'],
    ['/records/0/LastName', 'name'],
    ['/records/0/PersonBirthdate', 'date_of_birth'],
    ['/records/0/PersonEmail', 'email'],
    ['/records/0/PersonMailingCity', 'postal_address'],
    ['/records/0/PersonMailingCountryCode', 'postal_address'],
    ['/records/0/PersonMobilePhone', 'phone'],
  ])
  t.equal(people.length, 1)
  t.match(people[0]?.references, [{ object: 'Account', id: '0035g00000Jd1AAAAZ' }])
  const phone = people[0]?.identifiers.find(({ category }) => category === 'phone')
  t.strictSame(phone, { category: 'phone', value: '555 0188', region: 'US' })
})

test('staff and companies are not the data subject', async t => {
  const fields = { OwnerId: '0055g00000U01AAAAZ', AccountId: '0015g00000Aa9AAAAZ' }
  const { people } = personalDataOf(first(envelope(notification('Contact', fields))))
  t.strictSame(
    people[0]?.identifiers.map(({ value }) => value),
    ['0035g00000Bb1AAAAZ'],
  )
  const company = { Name: 'Prince Ltd', Phone: '+48 555 014 2' }
  const account = first(envelope(notification('Account', company)))
  const ofCompany = personalDataOf(account)
  t.strictSame(ofCompany.people, [])
  t.strictSame(
    ofCompany.fields.map(({ category, person }) => [category, person]),
    [
      ['free_text', undefined],
      ['phone', undefined],
    ],
    'recorded as nobody’s in particular',
  )
})

test('who works on the record of a person is told and not found; on others they are found', async t => {
  const staff = { OwnerId: '0055g00000U01AAAAZ', LastModifiedById: '0055g00000U02AAAAZ' }
  const of = (type: string) => personalDataOf(first(envelope(notification(type, staff))))
  const contact = of('Contact')
  t.strictSame(
    contact.people.map(({ at, identifiers }) => [at, identifiers.length]),
    [
      ['', 1],
      ['/OwnerId', 0],
      ['/LastModifiedById', 0],
    ],
  )
  t.strictSame(
    of('Task').people.map(({ at, identifiers }) => [at, identifiers[0]?.value]),
    [
      ['/OwnerId', staff.OwnerId],
      ['/LastModifiedById', staff.LastModifiedById],
    ],
  )
})

test('ids find people by their key prefix, wherever they stand', async t => {
  const ids = {
    Contact: '0035g00000Xa1AAAAZ',
    Lead: '00Q5g00000Xa2AAAAZ',
    Individual: '0PK5g00000Xa3AAAAZ',
  }
  for (const [object, id] of Object.entries(ids)) {
    for (const name of [
      'WhoId',
      'ParentId',
      'RelationId',
      'ReferredById',
      'Patient__c',
      'acme__Who__c',
    ]) {
      const { people } = personalDataOf(
        first(callout('Task.created', { [name]: id }, '00T5g00000Ta1AAAAZ')),
      )
      t.match(
        people,
        [{ identifiers: [{ value: id }], references: [{ object, id }] }],
        `${name} ${object}`,
      )
    }
  }
  const things = {
    WhatId: '5005g00000Cs1AAAAZ',
    ParentId: '0015g00000Aa9AAAAZ',
    AccountId: '0015g00000Aa9AAAAZ',
  }
  t.strictSame(
    personalDataOf(first(callout('Task.created', things, '00T5g00000Ta1AAAAZ'))).people,
    [],
  )
})

test('an e-mail names each of its people', async t => {
  const mail = {
    FromAddress: 'ada@example.com',
    ToAddress: 'bob@example.com; Cleo <cleo@example.com>',
    CcAddress: 'dan@example.com,eve@example.com',
  }
  const { people } = personalDataOf(first(change('EmailMessage', 'CREATE', mail)))
  t.strictSame(
    people.map(({ at, identifiers }) => [at, ...identifiers.map(({ value }) => value)]),
    [
      ['/FromAddress', 'ada@example.com'],
      ['/ToAddress/0', 'bob@example.com'],
      ['/ToAddress/1', 'cleo@example.com'],
      ['/CcAddress/0', 'dan@example.com'],
      ['/CcAddress/1', 'eve@example.com'],
    ],
  )
})

test('custom fields are known by their names, in any spelling and behind any namespace', async t => {
  const expected = {
    Private_E_Mail__c: 'email',
    acme__Club_Email__c: 'email',
    Owner_Email__c: 'email',
    Geburtsdatum__pc: 'date_of_birth',
    VAT_Number__c: 'government_id',
    Favourite_Cake__c: 'free_text',
  }
  for (const [name, category] of Object.entries(expected)) {
    const { fields } = personalDataOf(first(callout('Contact.updated', { [name]: 'Ada’s' })))
    t.strictSame(
      fields.map(field => field.category),
      ['account_id', category],
      name,
    )
  }
  const address = 'ada@example.com'
  const findsBy = (name: string) =>
    personalDataOf(first(callout('Contact.updated', { [name]: address }))).people[0]?.identifiers
      .length
  for (const name of ['Private_E_Mail__c', 'npe01__WorkEmail__c', 'npe01__AlternateEmail__pc'])
    t.equal(findsBy(name), 2, name)
  for (const name of ['Owner_Email__c', 'Spouse_Email__c', 'Colour__c'])
    t.equal(findsBy(name), 1, name)
})

test('whom a field shows is somebody else, unless it is the record’s own person', async t => {
  const contact = '0035g00000Pa1AAAAZ'
  const shown = (name: string, value: JsonObject, type = 'Booking__c') =>
    personalDataOf(
      first(callout(`${type}.created`, { [name]: value }, 'a015g00000Bk1AAAAZ')),
    ).people.map(({ at, identifiers }) => [at, ...identifiers.map(each => each.value)])
  const pia = { Name: 'Pia Second', Email: 'pia@example.com' }
  const found = [['/Patient__r', contact, 'pia@example.com']]
  t.strictSame(shown('Patient__r', { Id: contact, ...pia }), found)
  const type = (of: string) => ({ attributes: { type: of }, ...pia })
  t.strictSame(shown('Patient__r', type('Contact')), [['/Patient__r', 'pia@example.com']])
  t.strictSame(shown('acme__Who__r', pia), [['/acme__Who__r', 'pia@example.com']])
  t.strictSame(shown('Contact', { Id: contact, ...pia }), [['', contact, 'pia@example.com']])
  for (const thing of [type('Account'), { Id: '0015g00000Aa9AAAAZ', ...pia }])
    t.strictSame(shown('Clinic__r', thing).flat().slice(1), [], 'a company')
  t.strictSame(shown('Agent__r', type('User'), 'Contact').flat().includes('pia@example.com'), false)
})

test('a number in a custom field gets its country from the address', async t => {
  const fields = { Second_Phone__c: '(202) 555-0101', MailingCountryCode: 'US' }
  const { people } = personalDataOf(first(callout('Contact.updated', fields)))
  t.match(people[0]?.identifiers[1], { value: '(202) 555-0101', region: 'US' })
})

test('an address is read in either spelling, in whatever compound field', async t => {
  const parts = { street: '7 Rye Lane', city: 'Springfield', postalCode: '62701', country: 'USA' }
  for (const name of ['MailingAddress', 'BillingAddress', 'Site_Address__c', 'PickupAddress']) {
    const { fields } = personalDataOf(
      first(callout('Order.created', { [name]: parts }, '8015g00000Or1AAAAZ')),
    )
    t.strictSame(
      fields.map(({ category }) => category),
      ['postal_address', 'postal_address', 'postal_address', 'postal_address'],
      name,
    )
  }
})

test('a telephone number stands once, whatever leads to it', async t => {
  const { people } = personalDataOf(
    first(envelope(notification('Contact', { Phone: '+48 555 014 2', Fax: '+48 555 014 3' }))),
  )
  t.strictSame(
    people[0]?.identifiers.map(({ value }) => value),
    ['0035g00000Bb1AAAAZ', '+48 555 014 2'],
  )
})

test('compound fields, and fields that were emptied', async t => {
  const event = first(
    change(
      'Contact',
      'UPDATE',
      {
        Name: { FirstName: 'Søren' },
        MailingAddress: { City: 'Århus', Latitude: 56.1 },
        MobilePhone: null,
      },
      { nulledFields: ['MobilePhone'] },
    ),
  )
  const { fields, people } = personalDataOf(event)
  t.strictSame(fields.map(({ path }) => path).sort(), [
    '/ChangeEventHeader/recordIds/0',
    '/MailingAddress/City',
    '/MailingAddress/Latitude',
    '/Name/*',
  ])
  t.equal(people.length, 1)
})

test('one change of several records merges nobody', async t => {
  const recordIds = ['0035g00000Cd1AAAAZ', '0035g00000Cd2AAAAZ']
  const fields = { Email: 'office@example.com', MailingAddress: { City: 'Århus' } }
  const data = personalDataOf(first(change('Contact', 'UPDATE', fields, { recordIds })))
  t.match(data.people, [
    { identifiers: [{ value: '0035g00000Cd1AAAAZ' }] },
    { identifiers: [{ value: '0035g00000Cd2AAAAZ' }] },
  ])
  t.strictSame(
    data.people.map(({ identifiers }) => identifiers.length),
    [1, 1],
  )
  const email = data.fields.find(({ category }) => category === 'email')
  t.strictSame(email, { path: '/Email', category: 'email' })
})

test('a wildcard is nobody', async t => {
  for (const id of ['003*', '000000000000000AAA']) {
    const event = first(change('Contact', 'UPDATE', { LastName: 'Ny' }, { recordIds: [id] }))
    const { fields, people } = personalDataOf(event)
    t.strictSame(people, [], id)
    t.strictSame(fields, [{ path: '/LastName', category: 'name' }])
  }
})

test('consent stands with the event that speaks of it', async t => {
  const { events } = parse(change('Contact', 'UPDATE', { HasOptedOutOfEmail: true }))
  const [updated, withdrawn] = events
  t.equal(updated?.consents, undefined)
  t.strictSame(withdrawn?.consents, [
    { person: '', channel: 'email', purpose: 'marketing', state: 'withdrawn' },
  ])
  t.match(personalDataOf(withdrawn).people, [{ at: '' }])
})

test('a flag is of a channel, or says what for', async t => {
  const flags = {
    HasOptedOutOfFax: true,
    PersonDoNotCall: true,
    HasOptedOutSolicit: true,
    PersonHasOptedOutGeoTracking: false,
    HasOptedOutOfSomethingElse: true,
    et4ae5__HasOptedOutOfMobile__c: true,
    smagicinteract__SMSOptOut__pc: false,
    npsp__Do_Not_Contact__c: true,
    Do_Not_Mail__c: true,
    Opted_Out_Reason__c: true,
  }
  const said = parse(change('Individual', 'UPDATE', flags)).events.flatMap(
    ({ consents = [] }) => consents,
  )
  t.strictSame(said, [
    { person: '', channel: 'fax', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'phone', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: 'solicit', state: 'withdrawn' },
    { person: '', channel: 'sms', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: 'contact', state: 'withdrawn' },
    { person: '', channel: 'post', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: 'geotracking', state: 'granted' },
    { person: '', channel: 'sms', purpose: 'marketing', state: 'granted' },
  ])
})

test('a consent of several records is that of each, and of all of them is set aside', async t => {
  const consentsOf = (...recordIds: readonly string[]) =>
    parse(change('Contact', 'UPDATE', { DoNotCall: true }, { recordIds })).events[1]
  const both = consentsOf('0035g00000Cd1AAAAZ', '0035g00000Cd2AAAAZ')
  const people = ['/ChangeEventHeader/recordIds/0', '/ChangeEventHeader/recordIds/1']
  t.strictSame(
    both?.consents?.map(({ person }) => person),
    people,
  )
  t.strictSame(
    personalDataOf(both).people.map(({ at }) => at),
    people,
  )
  const all = consentsOf('003*')
  t.match(all?.consents, [{ person: '' }])
  t.strictSame(personalDataOf(all).people, [], 'so core keeps it in quarantine')
})

test('marks of our own cannot be sent', async t => {
  const forged = { '@type': 'Contact', '@consents': [{ channel: 'x' }], '@country': 'US' }
  const card = first(callout('Loyalty_Card__c.updated', { ...forged, Title: 'Ada' }))
  t.strictSame(personalDataOf(card).fields, [
    { path: '/records/0/Title', category: 'free_text', person: 0 },
  ])
  const contact = first(callout('Contact.updated', { ...forged, Phone: '555 0100' }))
  t.strictSame(personalDataOf(contact).people, [
    {
      at: '',
      identifiers: [
        { category: 'account_id', value: '0035g00000Jd1AAAAZ' },
        { category: 'phone', value: '555 0100' },
      ],
      references: [{ object: 'Contact', id: '0035g00000Jd1AAAAZ' }],
    },
  ])
})

test('fields that the operator mapped', async t => {
  const fields = [
    { name: 'Private_Email__c', category: 'email' as const, identifies: true },
    { name: 'Notes__c', category: 'free_text' as const },
    { name: 'Home__c', category: 'location' as const },
    { name: 'Contact.Email', category: 'email' as const },
  ]
  const record = {
    Private_Email__c: 'ada@example.com',
    Notes__c: 'likes tea',
    Home__c: { Latitude: 50.06 },
    Contact: { Email: 'bob@example.com' },
  }
  const event = first(callout('Loyalty_Card__c.updated', record))
  const data = personalDataOf(event, { fields })
  t.strictSame(
    data.fields.map(({ path, category }) => [path, category]),
    [
      ['/records/0/Private_Email__c', 'email'],
      ['/records/0/Notes__c', 'free_text'],
      ['/records/0/Home__c/*', 'location'],
      ['/records/0/Contact/Email', 'email'],
    ],
  )
  t.match(data.people, [
    {
      identifiers: [
        { category: 'email', value: 'ada@example.com' },
        { category: 'email', value: 'bob@example.com' },
      ],
    },
  ])
})
