import { type JsonObject, textOrNull, valueAt } from '@conduit/core'
import { listed } from './find-objects.ts'

const texts = [
  ...['FirstName', 'LastName', 'EmailAddress', 'BankAccountDetails', 'TaxNumber'],
  ...['AccountNumber', 'ContactNumber', 'CompanyNumber'],
]
const ofAddress = [
  ...['AddressLine1', 'AddressLine2', 'AddressLine3', 'AddressLine4', 'City', 'Region'],
  ...['PostalCode', 'Country', 'AttentionTo'],
]
const ofPhone = ['PhoneNumber', 'PhoneAreaCode', 'PhoneCountryCode']
const ofBank = ['BankAccountNumber', 'BankAccountName', 'Details', 'Code', 'Reference']

/**
 * The change that takes a person out of a contact, which has to keep a name that no other has. Of its
 * further people only whoever has the same address is taken out: each of the others is somebody else.
 *
 * @returns null: nobody stands in it
 */
export function blankContact(contact: unknown): JsonObject | null {
  const id = textOrNull(contact, '/ContactID') ?? ''
  const others = othersOf(contact)
  const change: JsonObject = {
    ...(nameOf(id) !== textOrNull(contact, '/Name') && { Name: nameOf(id) }),
    ...blank(contact, texts),
    ...(others.length < listed(contact, 'ContactPersons').length && { ContactPersons: others }),
    ...withList('Addresses', blankEach(contact, 'Addresses', 'AddressType', ofAddress)),
    ...withList('Phones', blankEach(contact, 'Phones', 'PhoneType', ofPhone)),
    ...blankBank(valueAt(contact, '/BatchPayments')),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** What a contact is called of which nobody can tell who it was. */
export function nameOf(id: string): string {
  return `Redacted ${id.toLowerCase()}`
}

/** Those of a contact's further people who are not its own person. */
export function othersOf(contact: unknown): readonly JsonObject[] {
  const people = listed(contact, 'ContactPersons') as readonly JsonObject[]
  return people.filter(person => !isSame(person, contact))
}

function isSame(person: unknown, contact: unknown): boolean {
  const own = textOrNull(contact, '/EmailAddress')?.toLowerCase()
  return own !== undefined && textOrNull(person, '/EmailAddress')?.toLowerCase() === own
}

function blank(held: unknown, names: readonly string[]): JsonObject {
  const filled = names.filter(name => textOrNull(held, `/${name}`) !== null)
  return Object.fromEntries(filled.map(name => [name, '']))
}

/** Xero puts an address or a number in the place of that of its kind, and leaves those of other kinds. */
function blankEach(contact: unknown, list: string, kind: string, names: readonly string[]) {
  return listed(contact, list)
    .filter(each => Object.keys(blank(each, names)).length > 0)
    .map(each => ({
      [kind]: String(valueAt(each, `/${kind}`)),
      ...Object.fromEntries(names.map(name => [name, ''])),
    }))
}

function withList(name: string, list: readonly JsonObject[]): JsonObject {
  return list.length === 0 ? {} : { [name]: list }
}

function blankBank(bank: unknown): JsonObject {
  const change = blank(bank, ofBank)
  return Object.keys(change).length === 0 ? {} : { BatchPayments: change }
}
