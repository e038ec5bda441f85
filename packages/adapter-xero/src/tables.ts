import { accountId, email, open, type PiiRow, phone, type Tables } from '@conduit/core'

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

/** Most of a document is the platform's own, but for names, notes and what is said of a payment. */
const rest = open({
  others: null,
  typed: /(name|details?|notes?|title|summary|terms|instructions|label)$/i,
})

/** A contact, or the summary of it in a document. */
function contactRows(at: string): readonly PiiRow[] {
  const person = `${at}/ContactPersons/*`
  return [
    // Into whom a contact was merged is the same person.
    { path: `${at}/{ContactID,MergedToContactID}`, ...accountId({ object: 'contact' }) },
    { path: `${at}/{ContactNumber,AccountNumber,XeroNetworkKey}`, category: 'account_id' },
    { path: `${at}/{Name,FirstName,LastName,Addresses/*/AttentionTo}`, category: 'name' },
    { path: `${at}/EmailAddress`, ...email() },
    { path: `${at}/Phones/*/PhoneNumber`, ...phone() },
    { path: `${at}/Phones/*/{PhoneAreaCode,PhoneCountryCode}`, category: 'phone' },
    { path: `${at}/Addresses/*/AddressLine{1,2,3,4}`, category: 'postal_address' },
    { path: `${at}/Addresses/*/{City,Region,PostalCode,Country}`, category: 'postal_address' },
    { path: `${at}/BankAccountDetails`, category: 'payment' },
    {
      path: `${at}/BatchPayments/{BankAccountNumber,BankAccountName,Details,Code,Reference}`,
      category: 'payment',
    },
    { path: `${at}/{TaxNumber,CompanyNumber}`, category: 'government_id' },
    { path: `${at}/SkypeUserName`, category: 'social_handle' },
    { path: `${at}/Website`, category: 'social_handle' },
    { path: `${person}/{FirstName,LastName}`, category: 'name', person },
    { path: `${person}/EmailAddress`, ...email(), person },
    { path: `${person}/*others`, ...rest, person },
    { path: `${at}/{Addresses/*,Phones/*,BatchPayments}/*others`, ...rest },
    { path: `${at}/*others`, ...rest },
  ]
}

/** Who wrote what is said in the history of a document or a contact. */
function historyRows(at: string): readonly PiiRow[] {
  const person = `${at}/HistoryRecords/*`
  return [
    { path: `${person}/User`, category: 'name', person },
    { path: `${person}/{Details,Changes}`, category: 'free_text' },
    { path: `${person}/*others`, ...rest },
  ]
}

const payments = '/Payments/*/{Invoice,CreditNote,Prepayment,Overpayment}'
/** Of whom a document is, and what is said of it: in itself, and of what a payment is for. */
function documentRows(at: string): readonly PiiRow[] {
  return [
    ...contactRows(`${at}/Contact`),
    {
      path: `${at}/{Reference,LineItems/*/Description,Narration,Title,Summary,Terms}`,
      category: 'free_text',
    },
    // A payment that stands in the document, or is it.
    ...['', '/Payments/*', '/BatchPayment'].flatMap(place => paymentRows(at + place)),
    { path: `${at}/LineItems/*/*others`, ...rest },
  ]
}

function paymentRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/{BankAccountNumber,BankAccountName,Particulars,Code}`, category: 'payment' },
    { path: `${at}/*others`, ...rest },
    { path: `${at}/{Details,Narrative}`, category: 'free_text' },
    { path: `${at}/Reference`, category: 'free_text' },
  ]
}

/** To whom an order goes, who is not whom it is from. */
function deliveryRows(at: string): readonly PiiRow[] {
  const person = `${at}/AttentionTo`
  return [
    { path: person, category: 'name', person },
    { path: `${at}/DeliveryAddress`, category: 'postal_address' },
    { path: `${at}/Telephone`, ...phone(), person: `${at}/Telephone` },
    { path: `${at}/DeliveryInstructions`, category: 'free_text' },
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
    ...documentRows(documents),
    ...documentRows(payments),
    ...historyRows('/Contacts/*'),
    ...historyRows(documents),
    ...deliveryRows(documents),
    // What a newer category says of itself.
    { path: '/data', ...rest },
  ],
}
