import xero from '@conduit/adapter-xero'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'

const rows = compileRows(xero.tables.pii)

function extract(document: unknown) {
  const base = { type: 'CONTACT.UPDATE', meaning: 'subject.updated', id: null } as const
  const event = { ...base, occurredAt: null, path: '', data: document }
  return xero.extractPii(event, { settings: {}, state: {} }, pick(rows, event))
}

const phones = (...list: readonly object[]) =>
  extract({ Contacts: [{ Phones: list }] }).people.flatMap(({ identifiers }) =>
    identifiers.map(({ value }) => value),
  )

test('a phone number is put together from its parts', async t => {
  const number = { PhoneNumber: '555 0142' }
  t.strictSame(phones(number), ['555 0142'])
  t.strictSame(phones({ ...number, PhoneAreaCode: '212' }), ['212 555 0142'])
  t.strictSame(
    phones({ ...number, PhoneAreaCode: '212', PhoneCountryCode: '1' }),
    ['1 212 555 0142', '+1 212 555 0142'],
    'also as it is dialled from abroad',
  )
  t.strictSame(phones({ ...number, PhoneCountryCode: 64, PhoneAreaCode: '' }), [
    '64 555 0142',
    '+64 555 0142',
  ])
  t.strictSame(phones({ ...number, PhoneCountryCode: '+48' }), ['+48 555 0142'])
  t.strictSame(phones({ ...number, PhoneCountryCode: 'NZ' }), ['NZ 555 0142'])
  t.strictSame(phones({ PhoneNumber: '', PhoneAreaCode: '12', PhoneCountryCode: '48' }), [])
  t.strictSame(phones({ ...number, PhoneAreaCode: { toString: 1 } }), ['555 0142'])
})

test('further people of a contact are people of their own', async t => {
  const { fields, people } = extract({
    Contacts: [
      {
        ContactID: 'c1',
        EmailAddress: 'office@example.com',
        ContactPersons: [
          { FirstName: 'Ada', EmailAddress: 'ada@example.com' },
          { FirstName: 'Bo', EmailAddress: '' },
        ],
      },
    ],
  })
  t.strictSame(
    people.map(({ identifiers }) => identifiers.map(({ value }) => value)),
    [['c1', 'office@example.com'], ['ada@example.com'], []],
  )
  const ofBo = fields.filter(({ person }) => person === 2).map(({ path }) => path)
  t.strictSame(ofBo, ['/Contacts/0/ContactPersons/1/FirstName'])
})

test('the contact of a payment stands in what was paid', async t => {
  const { people } = extract({
    Payments: [{ Invoice: { Contact: { ContactID: 'c1', Name: 'Ada' } } }],
  })
  t.match(people, [{ identifiers: [{ value: 'c1' }], references: [{ object: 'contact' }] }])
})
