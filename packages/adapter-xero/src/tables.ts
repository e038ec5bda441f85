import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

const folders = [
  'Invoices',
  'CreditNotes',
  'Prepayments',
  'Overpayments',
  'Payments',
  'PurchaseOrders',
  'Quotes',
]
const categoryOf = (folder: string) => folder.slice(0, -1).toUpperCase()
/** Where the API keeps what a category speaks of. What is not listed is recorded and not read. */
export const folderOf = new Map(['Contacts', ...folders].map(each => [categoryOf(each), each]))
const documents = `/{${folders}}/*`

/** A contact, or the summary of it in a document. */
function contactRows(at: string): readonly PiiRow[] {
  const person = `${at}/ContactPersons/*`
  return [
    { path: `${at}/ContactID`, ...accountId({ object: 'contact' }) },
    { path: `${at}/{ContactNumber,AccountNumber,XeroNetworkKey}`, category: 'account_id' },
    { path: `${at}/{Name,FirstName,LastName,Addresses/*/AttentionTo}`, category: 'name' },
    { path: `${at}/EmailAddress`, ...email() },
    { path: `${at}/Phones/*/PhoneNumber`, ...phone() },
    { path: `${at}/Phones/*/{PhoneAreaCode,PhoneCountryCode}`, category: 'phone' },
    { path: `${at}/Addresses/*/AddressLine{1,2,3,4}`, category: 'postal_address' },
    { path: `${at}/Addresses/*/{City,Region,PostalCode,Country}`, category: 'postal_address' },
    { path: `${at}/BankAccountDetails`, category: 'payment' },
    { path: `${at}/BatchPayments/{BankAccountNumber,BankAccountName}`, category: 'payment' },
    { path: `${at}/TaxNumber`, category: 'government_id' },
    { path: `${at}/SkypeUserName`, category: 'social_handle' },
    { path: `${person}/{FirstName,LastName}`, category: 'name', person },
    { path: `${person}/EmailAddress`, ...email(), person },
  ]
}

const money = `{${folders.map(categoryOf)}}.*`
const erasure = 'request.erasure where the contact, once read, says GDPRREQUEST'

/** Xero as data. @see https://developer.xero.com/documentation/api/accounting/contacts */
export const tables: Tables = {
  events: [
    { type: 'CONTACT.CREATE', meaning: 'subject.created' },
    { type: 'CONTACT.UPDATE', meaning: 'subject.updated', note: erasure },
    { type: money, meaning: 'transaction', note: 'deleted and voided ones too' },
    { type: 'SUBSCRIPTION.*', meaning: 'lifecycle', note: 'of the app itself' },
    { type: '*', meaning: 'processing', note: 'categories that Xero has yet to add' },
  ],
  pii: [
    {
      path: '/resourceId',
      ...accountId({ object: 'contact' }),
      when: { '/eventCategory': ['CONTACT'] },
    },
    ...contactRows('/Contacts/*'),
    ...contactRows(`${documents}/Contact`),
    ...contactRows('/Payments/*/{Invoice,CreditNote,Prepayment,Overpayment}/Contact'),
    { path: `${documents}/{Reference,LineItems/*/Description}`, category: 'free_text' },
  ],
}
