import {
  accountId,
  email,
  finding,
  open,
  type PiiRow,
  phone,
  type RowCondition,
  type Tables,
} from '@conduit/core'
import { documentTypes, people, personTypes } from './record-types.ts'
import type { Settings } from './settings.ts'

const { sales, purchases, payments, accounts, staffs, conversations } = documentTypes
const documents = Object.values(documentTypes).flat()

/** These record types, with an operation and without: raw records tell none. */
const ofTypes = (names: readonly string[]): RowCondition => ({
  type: names.flatMap(name => [name, `${name}.*`]),
})
/** What people are at NetSuite, and which events are about each. */
const kinds = Object.entries(people).map(([kind, types]) => ({ kind, ofKind: ofTypes(types) }))
const ofPeople = ofTypes(personTypes)
const ofDocuments = ofTypes(documents)

/** Where a script puts a record, a raw record its fields, a search its columns, and the REST API all. */
const raw = ['/fields', '/values']
const places = ['/record', ...raw, ...raw.map(each => `/record${each}`), '']

const no = ['F', 'f', 'FALSE', 'False', 'false']
const isFirm: RowCondition = Object.fromEntries(
  places.flatMap(at => [`${at}/isperson`, `${at}/isPerson`]).map(pointer => [pointer, no]),
)

/** Scripts write names in lower case, the REST API in camel case, and new records add a word. */
function rowsAt(names: readonly string[], row: RowAt): readonly PiiRow[] {
  const spelt = names.flatMap(name => [`(${name})`, `(${name}_initialvalue)`])
  return places.map(at => ({ path: `${at}/{${spelt}}`, ...row }))
}
type RowAt = PiiRow extends infer Row
  ? Row extends PiiRow
    ? Omit<Row, 'path' | 'person'>
    : never
  : never

/** A field that names a record: its id, an object with its name, or what a search makes of it. */
function referenceRows(
  names: readonly string[],
  id: ReturnType<typeof accountId>,
  of: { readonly when?: RowCondition; readonly isOther?: boolean } = {},
): readonly PiiRow[] {
  return names.flatMap(name => places.flatMap(at => referenceAt(`${at}/(${name})`, id, of)))
}

function referenceAt(
  at: string,
  id: ReturnType<typeof accountId>,
  { when, isOther = false }: Parameters<typeof referenceRows>[2] = {},
): readonly PiiRow[] {
  const rest = { ...(isOther && { person: at }), ...(when && { when }) }
  const ids = ['', '/id', '/internalid', '/value', '/*others', '/*others/value']
  return [
    // Numbers below nought are NetSuite itself.
    ...ids.map(each => ({ path: at + each, ...id, ...rest, unless: { [at + each]: ['-*'] } })),
    { path: `${at}/{refName,name,text}`, category: 'name', ...rest },
    { path: `${at}/*others/text`, category: 'name', ...rest },
  ]
}

/** Whoever else is named: staff who have to do with it, and other ends of a conversation. */
const staffFields = [
  ...['salesrep', 'supervisor', 'assigned', 'owner', 'organizer', 'projectmanager', 'createdby'],
  ...['lastmodifiedby', 'nextapprover', 'approver', 'requestor', 'author'],
]
const otherFields = ['contact', 'primarycontact', 'recipient']
const otherAddresses = ['authoremail', 'recipientemail']
const copies = ['cc', 'bcc', 'to', 'emailcc', 'recipients']

const otherRows: readonly PiiRow[] = [
  ...referenceRows(staffFields, accountId({ object: 'employee' }), { isOther: true }),
  ...referenceRows(otherFields, accountId({ object: 'contact' }), { isOther: true }),
  ...places.flatMap((at): readonly PiiRow[] => {
    const address = `${at}/{${otherAddresses.map(name => `(${name})`)}}`
    return [
      { path: address, ...email(), person: address },
      ...copies.flatMap(name => copyRows(`${at}/(${name})`)),
    ]
  }),
  // Who changed it. Numbers below nought are NetSuite itself.
  {
    path: '/userId',
    ...accountId({ object: 'employee' }),
    person: '/userId',
    unless: { '/userId': ['-*'] },
  },
]

/** Several addresses in one text, each of somebody of whom nothing more is known; or a list of whatever. */
function copyRows(at: string): readonly PiiRow[] {
  const listed: RowCondition = { [at]: { shape: 'email' } }
  return [
    { path: at, ...email(), person: at, when: listed },
    { path: at, ...open(), person: null, unless: listed },
  ]
}
/** Lines of a journal, those that are billed on, and of who has to do with a record: each names somebody. */
const lines = ['/sublists/*/*', '/record/sublists/*/*', '/line/items/*', '/record/line/items/*']
const lineRows: readonly PiiRow[] = lines.flatMap(line =>
  ['entity', 'customer', 'contact', 'employee', 'escalatee', 'assigned'].flatMap(name =>
    referenceAt(`${line}/(${name})`, accountId(), { isOther: true }),
  ),
)

const names = [
  ...['salutation', 'firstname', 'middlename', 'lastname', 'altname', 'entityname', 'suffix'],
  ...['legalname', 'printoncheckas', 'entitytitle'],
]
const addresses = [
  ...['defaultaddress', 'billaddress', 'shipaddress', 'billaddr1', 'shipaddr1', 'address'],
  ...['payeeaddress'],
]
const cards = [
  ...['ccnumber', 'ccname', 'ccexpiredate', 'ccexpdate', 'ccstreet', 'cczipcode', 'creditcard'],
  ...['cardholdername', 'cardtoken', 'checknumber', 'pnrefnum', 'authcode', 'paymentcardcsc'],
  ...['bankname', 'bankacctnum', 'accountnumber', 'iban', 'cardnumber', 'cardlastfourdigits'],
]
/** Whom a document may be about. */
const parties = ['entity', 'customer', 'company', 'vendor', 'employee', 'parent']
/** What our script writes around a record, and what a raw one is made of. */
const envelopeNames = [
  ...['eventId', 'accountId', 'eventType', 'recordType', 'recordId', 'timestamp', 'type', 'links'],
  ...['executionContext', 'changedFields', 'isDynamic', 'id'],
]
/** Most of a record is NetSuite's own, but for fields that an account added, notes and names. */
const rest = open({
  others: null,
  typed:
    /^(cust|memo|notes?$|text$|refname$|\w+_(display|text)$|\w*(message|name|title)$|attachments?$|file$)/i,
})

/** NetSuite as data. @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1545141500.html */
export const tables: Tables = {
  events: [
    { type: `{${personTypes}}.{create,copy}`, meaning: 'subject.created' },
    { type: `{${personTypes}}.delete`, meaning: 'subject.deleted' },
    {
      type: `{${personTypes}}{,.*}`,
      meaning: 'subject.updated',
      note: 'and one event more, consent.withdrawn or consent.granted, where changedFields names globalsubscriptionstatus or unsubscribe',
    },
    { type: `{${[...sales, ...purchases, ...payments]}}{,.*}`, meaning: 'transaction' },
    {
      type: `{${accounts}}{,.*}`,
      meaning: 'subject.updated',
      note: 'what a customer is billed by',
    },
    { type: `{${staffs}}{,.*}`, meaning: 'transaction', note: 'of those who work there' },
    { type: `{${conversations}}{,.*}`, meaning: 'communication' },
    { type: '*', meaning: 'processing', note: 'custom records and all else' },
  ],
  pii: [
    ...kinds.map(({ kind, ofKind }) => ({
      path: '/{recordId,id}',
      ...accountId({ object: kind }),
      when: ofKind,
    })),
    // Internal ids of people are unique over all kinds.
    ...referenceRows(['entity', 'customer', 'company'], accountId({ object: 'customer' }), {
      when: ofTypes([...sales, ...accounts]),
    }),
    ...referenceRows(['billto'], accountId({ object: 'customer' }), { when: ofTypes(['charge']) }),
    ...referenceRows(['parent'], accountId({ object: 'customer' }), { when: ofTypes(['job']) }),
    ...referenceRows(['entity', 'vendor', 'company'], accountId({ object: 'vendor' }), {
      when: ofTypes(purchases),
    }),
    ...referenceRows(['entity', 'employee'], accountId({ object: 'employee' }), {
      when: ofTypes(staffs),
    }),
    ...referenceRows(['entity', 'company'], accountId(), {
      when: ofTypes([...conversations, ...payments]),
    }),
    ...lineRows,
    ...otherRows,
    // Somebody's own numbers for each kind: customer 7 is not whom another system calls 7.
    ...kinds.flatMap(({ kind, ofKind }) =>
      rowsAt(['externalid'], { ...accountId({ kind: `externalid:${kind}` }), when: ofKind }),
    ),
    ...rowsAt(['email', 'altemail'], email()),
    ...rowsAt(['phone', 'mobilephone', 'homephone', 'officephone', 'altphone'], phone()),
    ...rowsAt(['fax'], { category: 'phone' }),
    ...rowsAt(names, { category: 'name' }),
    // The name of a firm is nobody's data.
    ...rowsAt(['entityid'], { category: 'name', unless: isFirm }),
    ...rowsAt(addresses, { category: 'postal_address' }),
    ...rowsAt(['birthdate'], { category: 'date_of_birth' }),
    ...rowsAt(['socialsecuritynumber', 'vatregnumber'], { category: 'government_id' }),
    ...rowsAt(['gender'], open({ others: 'demographic' })),
    ...rowsAt(['title'], { category: 'employment', when: ofPeople }),
    ...rowsAt(['title'], { category: 'free_text', unless: ofPeople }),
    ...rowsAt(['comments', 'memo', 'message', 'incomingmessage'], { category: 'free_text' }),
    ...rowsAt(['image'], { category: 'photo' }),
    ...rowsAt(cards, { category: 'payment' }),
    ...rowsAt(['expirationdate'], { category: 'payment', when: ofTypes(['paymentcard']) }),
    ...rowsAt(['ccname', 'cardholdername', 'nameoncard'], { category: 'name' }),
    // An employer, a group: in a record of somebody they are not whom it is about.
    ...rowsAt(parties, { ...open(), unless: ofDocuments }),
    ...places.slice(0, -1).map(at => ({ path: `${at}/*others`, ...rest })),
    { path: '/*others', ...rest, unless: { name: envelopeNames } },
    { path: '{,/record}/sublists', ...rest },
  ],
}

/** Custom fields bear the same name everywhere. Ids in them are of nobody knows what. */
export function rows({ customFields = {} }: Settings): readonly PiiRow[] {
  return Object.entries(customFields).flatMap(([name, category]) => {
    const row = category === 'account_id' ? { category } : finding(category)
    return places.map(at => ({ path: `${at}/${name}`, ...row }))
  })
}
