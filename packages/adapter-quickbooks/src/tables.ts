import { accountId, type EventRow, email, type PiiRow, phone, type Tables } from '@conduit/core'

/** The kinds of objects that are people, or firms. Ids are unique within a kind only. */
const people = ['Customer', 'Vendor', 'Employee'] as const
/** Kinds of documents that name a person. */
const papers = [
  'Invoice',
  'SalesReceipt',
  'Estimate',
  'CreditMemo',
  'RefundReceipt',
  'Payment',
  'Bill',
  'BillPayment',
  'PurchaseOrder',
  'VendorCredit',
  'Purchase',
]
const money = [...papers, 'Deposit', 'Transfer', 'JournalEntry']
const lists = [
  'Account',
  'Budget',
  'Class',
  'Currency',
  'Department',
  'Item',
  'JournalCode',
  'PaymentMethod',
  'Preferences',
  'TaxAgency',
  'Term',
]

/** The kinds, in lower case, of which an object tells whom an event is about when it is read. */
export const telling: ReadonlySet<string> = new Set(
  [...people, ...papers, 'TimeActivity'].map(kind => kind.toLowerCase()),
)

/** One field may hold several addresses. */
const emails = { ...email(), read: { split: ',' } } as const
const idOf = (kind: string) => accountId({ kind, object: kind })

/** What a notification itself tells, in the older payload and as a CloudEvent. */
function notificationRows(kind: string): readonly PiiRow[] {
  const older = { ...idOf(kind), when: { '/name': [kind] } }
  const newer = { ...idOf(kind), when: { '/type': [`qbo.${kind.toLowerCase()}.*`] } }
  const payee = '/Purchase/EntityRef'
  return [
    { path: '/{id,deletedId,deletedID,deletedid}', ...older },
    { path: '/{intuitentityid,data/deletedid,data/deletedId,data/deletedID}', ...newer },
    { path: `/${kind}/Id`, ...idOf(kind) },
    { path: `${payee}/value`, ...idOf(kind), when: { [`${payee}/type`]: [kind] } },
  ]
}

function addressRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/Line{1,2,3,4,5}`, category: 'postal_address' },
    { path: `${at}/{City,CountrySubDivisionCode,PostalCode,Country}`, category: 'postal_address' },
    { path: `${at}/{Lat,Long}`, category: 'location' },
  ]
}

function personRows(at: string): readonly PiiRow[] {
  const names = [
    'GivenName',
    'MiddleName',
    'FamilyName',
    'DisplayName',
    'FullyQualifiedName',
    'PrintOnCheckName',
  ]
  const tax = [
    'PrimaryTaxIdentifier',
    'SecondaryTaxIdentifier',
    'TaxIdentifier',
    'ResaleNum',
    'BusinessNumber',
  ]
  const work = ['CompanyName', 'EmployeeNumber', 'BillRate', 'HiredDate', 'ReleasedDate']
  return [
    { path: `${at}/{${names},Title,Suffix}`, category: 'name' },
    { path: `${at}/PrimaryEmailAddr/Address`, ...emails },
    { path: `${at}/{PrimaryPhone,AlternatePhone,Mobile,Fax}/FreeFormNumber`, ...phone() },
    ...addressRows(`${at}/{BillAddr,ShipAddr,PrimaryAddr,OtherAddr}`),
    { path: `${at}/WebAddr/URI`, category: 'social_handle' },
    { path: `${at}/Notes`, category: 'free_text' },
    { path: `${at}/{${tax},GSTIN,SSN}`, category: 'government_id' },
    // The vendor's name for the tenant: two vendors may use the same.
    { path: `${at}/AcctNum`, category: 'account_id' },
    { path: `${at}/BirthDate`, category: 'date_of_birth' },
    { path: `${at}/Gender`, category: 'demographic' },
    { path: `${at}/{${work}}`, category: 'employment' },
  ]
}

/** Invoices and their kin, with their own copies; hours, whose customer is not their worker. */
function documentRows(): readonly PiiRow[] {
  const at = `/{${papers}}`
  const hours = '/TimeActivity'
  const copied = `${at}/{BillEmailCc,BillEmailBcc}`
  const customer = { person: `${hours}/CustomerRef` }
  return [
    { path: `${at}/CustomerRef/value`, ...idOf('Customer') },
    { path: `/{${papers},TimeActivity}/VendorRef/value`, ...idOf('Vendor') },
    { path: `${hours}/EmployeeRef/value`, ...idOf('Employee') },
    { path: `${hours}/CustomerRef/value`, ...idOf('Customer'), ...customer },
    { path: `${hours}/CustomerRef/name`, category: 'name', ...customer },
    { path: `${hours}/{EmployeeRef,VendorRef}/name`, category: 'name' },
    { path: `${at}/{CustomerRef,VendorRef,EntityRef}/name`, category: 'name' },
    { path: `${at}/BillEmail/Address`, ...emails },
    { path: `${copied}/Address`, category: 'email', read: { split: ',' }, person: copied },
    ...addressRows(`${at}/{BillAddr,ShipAddr,VendorAddr}`),
    { path: `${at}/{CustomerMemo/value,PrivateNote,Line/*/Description}`, category: 'free_text' },
    { path: `${hours}/Description`, category: 'free_text' },
    { path: `${at}/{TotalAmt,Balance,PaymentRefNum}`, category: 'payment' },
    { path: `${at}/CreditCardPayment{,/*}/*`, category: 'payment' },
  ]
}

/** A row for each payload: `Customer.Create` and `qbo.customer.created.v1`. */
const both = (
  entities: readonly string[],
  [older, newer]: readonly [string, string],
  row: Omit<EventRow, 'type'>,
): readonly EventRow[] => [
  { type: `{${entities}}.${older}`, ...row },
  { type: `qbo.{${entities.map(kind => kind.toLowerCase())}}.${newer}`, ...row },
]
const person = (older: string, newer: string, meaning: EventRow['meaning'], note: string) =>
  both(people, [older, `${newer}.*`], { meaning, note })

/** QuickBooks as data. @see https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks */
export const tables: Tables = {
  events: [
    ...person('Create', 'created', 'subject.created', 'or a firm'),
    ...person('Update', 'updated', 'subject.updated', 'also made active or inactive'),
    ...person('Merge', 'merged', 'subject.updated', 'one was folded into the other'),
    ...person('Delete', 'deleted', 'subject.deleted', 'really: made inactive'),
    ...both(money, ['*', '*'], { meaning: 'transaction', note: 'voided and deleted ones too' }),
    ...both(money, ['Emailed', 'emailed.*'], { meaning: 'communication' }),
    ...both(['TimeActivity', ...lists], ['*', '*'], { meaning: 'processing' }),
    { type: '*', meaning: 'processing', note: 'kinds that Intuit has yet to add' },
  ],
  pii: [...people.flatMap(notificationRows), ...personRows(`/{${people}}`), ...documentRows()],
}
