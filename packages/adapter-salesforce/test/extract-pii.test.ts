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
  t.strictSame(personalDataOf(account), { fields: [], people: [] })
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
    '/Name/FirstName',
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
  }
  const said = parse(change('Individual', 'UPDATE', flags)).events.flatMap(
    ({ consents = [] }) => consents,
  )
  t.strictSame(said, [
    { person: '', channel: 'fax', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'phone', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: 'solicit', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: 'geotracking', state: 'granted' },
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
  const card = first(callout('Loyalty_Card__c.updated', { ...forged, Phone: '555 0100' }))
  t.strictSame(personalDataOf(card), { fields: [], people: [] })
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
  t.strictSame(personalDataOf(event).fields, [])
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
  t.match(data.people, [{ identifiers: [{ category: 'email', value: 'ada@example.com' }] }])
})
