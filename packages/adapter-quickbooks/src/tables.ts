import {
  accountId,
  type EventRow,
  email,
  open,
  type PiiRow,
  phone,
  type RowCondition,
  type Tables,
} from '@conduit/core'

/** The kinds of objects that are people, or firms. Ids are unique within a kind only. */
const people = ['Customer', 'Vendor', 'Employee'] as const
/** Kinds of documents that name a person. */
const sales = ['Invoice', 'SalesReceipt', 'Estimate', 'CreditMemo', 'RefundReceipt', 'Payment']
const costs = [
  ...['Bill', 'BillPayment', 'PurchaseOrder', 'VendorCredit', 'Purchase', 'Deposit'],
  'JournalEntry',
]
const papers = [...sales, ...costs]
const lists = [
  ...['Account', 'Budget', 'Class', 'Currency', 'Department', 'Item', 'JournalCode'],
  ...['PaymentMethod', 'Preferences', 'TaxAgency', 'Term', 'Attachable', 'CompanyInfo'],
]
/** Kinds that are nobody's, and may yet name somebody. */
const others = ['Transfer', 'Account', 'Attachable', 'CompanyInfo', 'Preferences']

/** The kinds, in lower case, of which an object tells whom an event is about when it is read. */
export const telling: ReadonlySet<string> = new Set(
  [...people, ...papers, ...others, 'TimeActivity'].map(kind => kind.toLowerCase()),
)

const idOf = (kind: string) => accountId({ kind, object: kind })
const object = `/{${[...people, ...papers, ...others, 'TimeActivity']}}`

/** Most of an object is the platform's own, but for names and notes. */
const rest = open({ others: null, typed: /(name|memo|notes?|text|message)$/i })

/** What a notification itself tells, in the older payload and as a CloudEvent. */
function notificationRows(kind: string): readonly PiiRow[] {
  const older = { ...idOf(kind), when: { '/name': [kind] } }
  const newer = { ...idOf(kind), when: { '/type': [`qbo.${kind.toLowerCase()}.*`] } }
  return [
    { path: '/{id,deletedId,deletedID,deletedid}', ...older },
    { path: '/{intuitentityid,data/deletedid,data/deletedId,data/deletedID}', ...newer },
    { path: `/${kind}/Id`, ...idOf(kind) },
  ]
}

function addressRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/Line{1,2,3,4,5}`, category: 'postal_address' },
    {
      path: `${at}/{City,CountrySubDivisionCode,PostalCode,PostalCodeSuffix,Country,CountryCode}`,
      category: 'postal_address',
    },
    { path: `${at}/{Lat,Long}`, category: 'location' },
    { path: `${at}/Note`, category: 'free_text' },
  ]
}

/** A person by reference, `{ value, name }`. @param person null: the one whom the document is about */
function referenceRows(at: string, kind: string, person: string | null = at): readonly PiiRow[] {
  const of = person === null ? {} : { person }
  return [
    { path: `${at}/value`, ...idOf(kind), ...of },
    { path: `${at}/name`, category: 'name', ...of },
  ]
}

/** A payee whose kind stands beside the reference, in either of the spellings of the API. */
function payeeRows(at: string, type: string, ref: string, person?: string): readonly PiiRow[] {
  const of = person === undefined ? {} : { person }
  return [
    ...people.map(kind => ({
      path: `${ref}/value`,
      ...idOf(kind),
      ...of,
      when: { [`${at}/${type}`]: [kind, kind.toUpperCase(), kind.toLowerCase()] },
    })),
    { path: `${ref}/name`, category: 'name', ...of },
  ]
}

function personRows(at: string): readonly PiiRow[] {
  const names = [
    ...['GivenName', 'MiddleName', 'FamilyName', 'DisplayName', 'FullyQualifiedName'],
    ...['PrintOnCheckName', 'ContactName', 'AltContactName', 'Title', 'Suffix'],
  ]
  const tax = [
    ...['PrimaryTaxIdentifier', 'SecondaryTaxIdentifier', 'TaxIdentifier', 'ResaleNum'],
    ...['BusinessNumber', 'GSTIN', 'SSN', 'TaxRegistrationNumber'],
  ]
  const work = [
    'CompanyName',
    'EmployeeNumber',
    'BillRate',
    'CostRate',
    'HiredDate',
    'ReleasedDate',
  ]
  return [
    { path: `${at}/{${names}}`, category: 'name' },
    { path: `${at}/PrimaryEmailAddr/Address`, ...email() },
    { path: `${at}/{PrimaryPhone,AlternatePhone,Mobile,Fax}/FreeFormNumber`, ...phone() },
    { path: `${at}/WebAddr/URI`, category: 'social_handle' },
    { path: `${at}/{${tax}}`, category: 'government_id' },
    // The vendor's name for the tenant: two vendors may use the same.
    { path: `${at}/AcctNum`, category: 'account_id' },
    { path: `${at}/BirthDate`, category: 'date_of_birth' },
    { path: `${at}/Gender`, category: 'demographic' },
    { path: `${at}/{${work}}`, category: 'employment' },
    // Further numbers and addresses, of whomever.
    { path: `${at}/{OtherContactInfo,ContactInfo}`, ...open({ others: 'phone', skip: /^Type$/ }) },
    ...parentRows(`${at}/ParentRef`),
  ]
}

/** Whose sub-customer it is, who is somebody else; but a project is of the customer for whom it is. */
function parentRows(at: string): readonly PiiRow[] {
  const isProject: RowCondition = { '/Customer/IsProject': ['true'] }
  return [
    ...referenceRows(at, 'Customer', null).map(row => ({ ...row, when: isProject })),
    ...referenceRows(at, 'Customer').map(row => ({ ...row, unless: isProject })),
  ]
}

/** Cards, cheques and accounts, and whose they are. */
function paymentRows(): readonly PiiRow[] {
  const bank = ['VendorPaymentBankDetail', 'BankAccountDetail', 'CCDetail', 'CheckPayment']
  const card = '{CreditCardPayment,CreditChargeInfo,CreditChargeResponse}'
  return [
    { path: `${object}/{${bank}}/*`, category: 'payment' },
    { path: `${object}/{CheckPayment,CreditCardPayment}/*/{value,name}`, category: 'payment' },
    { path: `${object}/${card}{,/*}/*`, category: 'payment' },
    { path: `${object}/{PaymentRefNum,TotalAmt,Balance}`, category: 'payment' },
    { path: `${object}/PaymentMethodRef/name`, category: 'payment' },
  ]
}

const detail =
  '{AccountBasedExpenseLineDetail,ItemBasedExpenseLineDetail,SalesItemLineDetail,JournalEntryLineDetail,DepositLineDetail}'

/** Invoices and their kin, with their own copies; hours, whose customer is not their worker. */
function documentRows(): readonly PiiRow[] {
  const at = `/{${papers}}`
  const hours = '/TimeActivity'
  const copied = `${object}/{BillEmailCc,BillEmailBcc,SalesEmailCc,SalesEmailBcc}/Address`
  const lines = `${at}/Line/*/${detail}`
  return [
    ...referenceRows(`${at}/CustomerRef`, 'Customer', null),
    ...referenceRows(`/{${papers},TimeActivity}/VendorRef`, 'Vendor', null),
    ...referenceRows(`${hours}/EmployeeRef`, 'Employee', null),
    ...referenceRows(`${hours}/CustomerRef`, 'Customer'),
    // Who sold it, and for whom something was bought.
    ...referenceRows(`${at}/{EmployeeRef,SalesRepRef}`, 'Employee'),
    ...referenceRows(`${lines}/{CustomerRef,ProjectRef}`, 'Customer'),
    // A project is one of the customers, and a sale is to the customer for whom the project is.
    ...referenceRows(`/{${sales}}/ProjectRef`, 'Customer', null),
    ...referenceRows(`/{${costs},TimeActivity}/ProjectRef`, 'Customer'),
    ...referenceRows(`${at}/ShipTo`, 'Customer'),
    { path: `${at}/Line/*/*others`, ...rest },
    { path: `${lines}/*others`, ...rest },
    ...papers.flatMap(kind => payeeRows(`/${kind}/EntityRef`, 'type', `/${kind}/EntityRef`)),
    ...papers.flatMap(kind =>
      ['JournalEntryLineDetail', 'DepositLineDetail'].flatMap(name => {
        const entity = `/${kind}/Line/*/${name}/Entity`
        return [
          ...payeeRows(entity, 'Type', `${entity}/EntityRef`, entity),
          ...payeeRows(entity, 'type', entity, entity),
        ]
      }),
    ),
    { path: `${object}/{BillEmail,NotifyAddr,DeliveryAddress,Email}/Address`, ...email() },
    { path: copied, ...email(), person: copied },
    { path: `${at}/AcceptedBy`, category: 'name' },
    {
      path: `${object}/{CustomerMemo/value,Memo,PrivateNote,Description,Notes,Note,Line/*/Description}`,
      category: 'free_text',
    },
  ]
}

/** The parts of the company itself, which may be one person. */
const companyRows: readonly PiiRow[] = [
  { path: '/CompanyInfo/{CompanyName,LegalName}', category: 'employment' },
  { path: '/CompanyInfo/EmployerId', category: 'government_id' },
  { path: '/CompanyInfo/{PrimaryPhone,Fax}/FreeFormNumber', ...phone() },
  { path: '/CompanyInfo/CustomerCommunicationEmailAddr/Address', ...email() },
  { path: '/Account/{AcctNum,BankNum}', category: 'payment' },
]

const addresses = [
  ...['BillAddr', 'ShipAddr', 'PrimaryAddr', 'OtherAddr', 'VendorAddr', 'ShipFromAddr'],
  ...['RemitToAddr', 'CompanyAddr', 'LegalAddr', 'CustomerCommunicationAddr'],
]

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
    ...both(papers, ['*', '*'], { meaning: 'transaction', note: 'voided and deleted ones too' }),
    ...both(['Transfer'], ['*', '*'], {
      meaning: 'transaction',
      nobody: 'moves money between two accounts of the company itself',
    }),
    ...both(papers, ['Emailed', 'emailed.*'], { meaning: 'communication' }),
    ...both(['TimeActivity', ...lists], ['*', '*'], { meaning: 'processing' }),
    { type: '*', meaning: 'processing', note: 'kinds that Intuit has yet to add' },
  ],
  pii: [
    ...people.flatMap(notificationRows),
    ...personRows(`/{${people}}`),
    ...documentRows(),
    ...paymentRows(),
    ...companyRows,
    ...addressRows(`${object}/{${addresses}}`),
    { path: `${object}/CustomField`, ...open({ skip: /^(DefinitionId|Type)$/ }) },
    { path: `${object}/{${addresses}}/*others`, ...rest, unless: { name: ['Id'] } },
    { path: `${object}/*others`, ...rest },
  ],
}
