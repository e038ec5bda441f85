import { type JsonObject, textOrNull, valueAt } from '@conduit/core'

/** What a customer or vendor is, apart from what it owes. */
const ofPerson = [
  ...['GivenName', 'MiddleName', 'FamilyName', 'Title', 'Suffix', 'CompanyName'],
  ...['PrimaryEmailAddr', 'PrimaryPhone', 'AlternatePhone', 'Mobile', 'Fax', 'WebAddr'],
  ...['BillAddr', 'ShipAddr', 'PrimaryAddr', 'OtherAddr', 'OtherContactInfo', 'Notes'],
  ...['ResaleNum', 'PrimaryTaxIdentifier', 'SecondaryTaxIdentifier', 'BusinessNumber', 'GSTIN'],
  ...['TaxIdentifier', 'AcctNum', 'VendorPaymentBankDetail', 'AlternateNames'],
]
/** What a document copies of them, or says to them. */
const ofDocument = [
  ...['BillAddr', 'ShipAddr', 'VendorAddr', 'RemitToAddr', 'BillEmail', 'BillEmailCc'],
  ...['BillEmailBcc', 'CustomerMemo', 'PrivateNote'],
]

/** A name that no other has, over all kinds, and that tells nobody. */
export function nameOf(object: string, id: string): string {
  return `Erased ${object} ${id}`
}

/** Has it the name of somebody who was erased? What is made inactive gets a word behind its name. */
export function isErased(object: string, person: unknown): boolean {
  const name = textOrNull(person, '/DisplayName')
  const own = nameOf(object, textOrNull(person, '/Id') ?? '')
  return name === own || name === `${own} (deleted)`
}

/** Does a customer or a vendor still tell who it is? */
export function holdsPerson(object: string, person: unknown): boolean {
  const check = textOrNull(person, '/PrintOnCheckName')
  const isNamed = check !== null && !check.startsWith(nameOf(object, ''))
  const isTold = ofPerson.some(name => holdsText(valueAt(person, `/${name}`)))
  return !isErased(object, person) || isNamed || isTold
}

/**
 * The change that takes a person out of a document of the books, and leaves the rest as it is.
 * @returns null: nobody stands in it but by the name of its customer or vendor
 */
export function blankDocument(document: unknown): JsonObject | null {
  const filled = ofDocument.filter(name => holdsText(valueAt(document, `/${name}`)))
  if (filled.length === 0) return null
  return Object.fromEntries(filled.map(name => [name, blank(valueAt(document, `/${name}`))]))
}

/** An empty text for each: what is not sent stays. */
function blank(value: unknown): JsonObject | string {
  if (typeof value !== 'object' || value === null) return ''
  const own = Object.entries(value).filter(([name]) => name !== 'Id')
  return Object.fromEntries(own.map(([name]) => [name, '']))
}

function holdsText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' && value !== ''
  return Object.entries(value).some(([name, inner]) => name !== 'Id' && holdsText(inner))
}
