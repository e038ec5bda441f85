import type { PiiRow, Tables } from '@conduit/core'
import { documentTypes, people, personTypes } from './record-types.ts'
import type { Settings } from './settings.ts'

const { sales, purchases, conversations } = documentTypes
const lower = (text: string) => text.toLowerCase()
const finds = { identifies: true } as const
const id = { category: 'account_id', ...finds } as const
/** These record types, with an operation and without: raw records tell none. */
const typesOf = (names: readonly string[]) => names.flatMap(name => [name, `${name}.*`])
/** What people are at NetSuite, and the types of events about each. */
const kinds = Object.entries(people).map(([kind, types]) => [kind, typesOf(types)] as const)
const ofPeople = { types: typesOf(personTypes) }
const ofDocuments = { types: typesOf([...sales, ...purchases, ...conversations]) }

/** Where a script puts a record, a raw record its fields, and the REST API the same in camel case. */
const places = [
  { at: '/record', spell: lower },
  { at: '/fields', spell: lower },
  { at: '', spell: (text: string) => text },
]

const no = ['F', 'f', 'FALSE', 'False', 'false']
const isFirm = { '/record/isperson': no, '/fields/isperson': no, '/isPerson': no }

const rowsAt = (names: string, row: Omit<PiiRow, 'path'>): readonly PiiRow[] =>
  places.map(({ at, spell }) => ({ path: `${at}/{${spell(names)}}`, ...row }))

/** Whom documents and conversations are about. Internal ids of people are unique over all kinds. */
function partyRows(types: readonly string[], reference?: string): readonly PiiRow[] {
  const row = { ...id, types: typesOf(types), ...(reference !== undefined && { reference }) }
  return [
    { path: '/{record,fields}/{entity,company}', ...row },
    { path: '/{entity,company}/id', ...row },
  ]
}

const book = '/{record,sublists}/addressbook/*'

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
    { type: `{${sales},${purchases}}{,.*}`, meaning: 'transaction' },
    { type: `{${conversations}}{,.*}`, meaning: 'communication' },
    { type: '*', meaning: 'processing', note: 'custom records and all else' },
  ],
  pii: [
    ...kinds.map(([reference, types]) => ({ path: '/{recordId,id}', ...id, reference, types })),
    ...partyRows(sales, 'customer'),
    ...partyRows(purchases, 'vendor'),
    ...partyRows(conversations),
    // Somebody's own numbers for each kind: customer 7 is not whom another system calls 7.
    ...kinds.flatMap(([kind, types]) =>
      rowsAt('externalId', { ...id, kind: `externalid:${kind}`, types }),
    ),
    ...rowsAt('email,altEmail', { category: 'email', ...finds }),
    ...rowsAt('phone,mobilePhone,homePhone,officePhone,altPhone', { category: 'phone', ...finds }),
    ...rowsAt('fax', { category: 'phone' }),
    ...rowsAt('salutation,firstName,middleName,lastName,altName,entityName', { category: 'name' }),
    // The name of a firm is nobody's data.
    ...rowsAt('entityId', { category: 'name', unless: isFirm }),
    { path: '/{entity,company}/refName', category: 'name', ...ofDocuments },
    ...rowsAt('defaultAddress,billAddress,shipAddress', { category: 'postal_address' }),
    { path: `${book}/addrphone`, category: 'phone' },
    { path: `${book}/{addressee,attention}`, category: 'name' },
    { path: `${book}/{addr1,addr2,addr3,city,state,zip,country}`, category: 'postal_address' },
    ...rowsAt('birthDate', { category: 'date_of_birth' }),
    ...rowsAt('socialSecurityNumber,vatRegNumber', { category: 'government_id' }),
    ...rowsAt('gender', { category: 'demographic' }),
    { path: '/gender/refName', category: 'demographic' },
    ...rowsAt('title', { category: 'employment', ...ofPeople }),
    ...rowsAt('title', { category: 'free_text', ...ofDocuments }),
    ...rowsAt('comments,memo,message,incomingMessage', { category: 'free_text' }),
    ...rowsAt('image', { category: 'photo' }),
  ],
}

/** Custom fields bear the same name everywhere. */
export function rows({ customFields = {} }: Settings): readonly PiiRow[] {
  return Object.entries(customFields).flatMap(([name, category]) =>
    places.map(({ at }) => ({
      path: `${at}/${name}`,
      category,
      identifies: category === 'email' || category === 'phone',
    })),
  )
}
