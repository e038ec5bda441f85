import sabre from '@conduit/adapter-sabre'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'

function extract(data: unknown) {
  const base = { type: 'reservation.confirmed', meaning: 'transaction', id: null } as const
  const event = { ...base, occurredAt: null, path: '/Reservations/4', data }
  const integration = { settings: {} as never, state: {} }
  return sabre.extractPii(event, integration, pick(compileRows(sabre.tables.pii), event))
}

test('each guest is a person; memberships and requests are the first one’s', async t => {
  const { fields, people } = extract({
    SpecialRequests: [{ Text: 'A quiet room' }],
    LoyaltyMemberships: [{ MembershipID: 'M1' }],
    Guests: [
      { PersonName: { GivenName: 'Ada' }, EmailAddress: [{ Value: 'ada@example.com' }] },
      { PersonName: { GivenName: 'Bo' }, ProfileIds: [{ Id: 'P2' }] },
    ],
  })
  const values = people.map(({ identifiers }) => identifiers.map(({ value }) => value))
  const [ada, bo] = [
    values.findIndex(list => list.includes('M1')),
    values.findIndex(list => list.includes('P2')),
  ]
  t.strictSame(values[ada]?.toSorted(), ['M1', 'ada@example.com'])
  t.strictSame(values[bo], ['P2'])
  t.equal(people.length, 2)
  const ofAda = fields.filter(({ person }) => person === ada).map(({ path }) => path)
  t.strictSame(ofAda.toSorted(), [
    '/Reservations/4/Guests/0/EmailAddress/0/Value',
    '/Reservations/4/Guests/0/PersonName/GivenName',
    '/Reservations/4/LoyaltyMemberships/0/MembershipID',
    '/Reservations/4/SpecialRequests/0/Text',
  ])
  t.strictSame(people[bo]?.references, [{ object: 'profile', id: 'P2' }])
})

test('a phone number is read with the country of its guest', async t => {
  const guest = (number: string, Code: string) => ({
    ContactNumbers: [{ Number: number }],
    Locations: [{ Address: { Country: { Code } } }],
  })
  const { people } = extract({ Guests: [guest('555-0101', 'US'), guest('555 0102', 'IS')] })
  t.strictSame(
    people.map(({ identifiers }) => identifiers),
    [
      [{ category: 'phone', value: '555-0101', region: 'US' }],
      [{ category: 'phone', value: '555 0102', region: 'IS' }],
    ],
  )
})

test('every member of the map is found, and nothing of a card’s security code', async t => {
  const address = {
    AddressLine: ['a', 'b'],
    City: 'c',
    PostalCode: 'd',
    StateProv: { Code: 'e', Name: 'f' },
    Country: { Code: 'g', Name: 'h' },
  }
  const card = {
    CardHolder: 'i',
    CardNumber: 'j',
    ExpireDate: 'k',
    Token: 'l',
    CardSecurityCode: 'm',
  }
  const { fields } = extract({
    Guests: [
      {
        PersonName: { Prefix: 'n', GivenName: 'o', MiddleName: 'p', Surname: 'q', Suffix: 'r' },
        DateOfBirth: '1979-06-17',
        Gender: 'Female',
        Citizenships: [{ CountryCode: 'IS' }],
        Documents: [{ Number: 's', IssuingCountry: 't' }],
        Locations: [{ Address: address }],
        Payments: [{ PaymentCard: card }],
        Comments: 'u',
      },
    ],
  })
  const count = (category: string) => fields.filter(field => field.category === category).length
  t.equal(count('postal_address'), 8)
  t.equal(count('payment'), 4)
  t.equal(count('name'), 5)
  t.equal(count('demographic'), 3)
  t.equal(count('date_of_birth') + count('government_id') + count('free_text'), 3)
  t.equal(fields.length, 23)
})

test('whoever else stands in a reservation is a person of their own', async t => {
  const person = (email: string) => ({ EmailAddress: [{ Value: email }] })
  const { people } = extract({
    Guests: [{ ...person('ada@example.com'), EmergencyContact: { Phone: '+12025550101' } }],
    BookingAgent: person('bo@example.com'),
    TravelAgency: { Name: 'Travels', Contact: person('cy@example.com') },
    Contacts: [person('dee@example.com')],
  })
  const found = people.flatMap(({ at, identifiers }) =>
    identifiers.map(({ value }) => `${at} ${value}`),
  )
  t.strictSame(found.sort(), [
    '/BookingAgent bo@example.com',
    '/Contacts/0 dee@example.com',
    '/Guests/0 ada@example.com',
    '/Guests/0/EmergencyContact +12025550101',
    '/TravelAgency/Contact cy@example.com',
  ])
})

test('on the one level of the Property Hub the agent is not the guest', async t => {
  const { people, fields } = extract({
    guestEmail: 'ada@example.com',
    agentEmail: 'bo@example.com',
    travelAgentName: 'Bo',
    groupId: 'G1',
    guestNickName: 'Addie',
  })
  t.strictSame(
    people.flatMap(({ at, identifiers }) => identifiers.map(({ value }) => `${at} ${value}`)),
    ['/Guests/0 ada@example.com', '/agentEmail bo@example.com'],
  )
  t.strictSame(
    people.map(({ at }) => at),
    ['/Guests/0', '/agentEmail', '/travelAgentName'],
  )
  t.equal(fields.length, 4)
})

test('what is nobody’s is not the first guest’s', async t => {
  const { people, fields } = extract({ Hotel: { Name: 'Harbour' } })
  t.strictSame(people, [])
  t.match(fields, [{ path: '/Reservations/4/Hotel/Name', category: 'free_text' }])
})
