import {
  accountId,
  email,
  finding,
  type PiiRow,
  phone,
  type RowCondition,
  type Tables,
} from '@conduit/core'
import { documentTypes, people, personTypes } from './record-types.ts'
import type { Settings } from './settings.ts'

const { sales, purchases, conversations } = documentTypes

/** These record types, with an operation and without: raw records tell none. */
const ofTypes = (names: readonly string[]): RowCondition => ({
  type: names.flatMap(name => [name, `${name}.*`]),
})
/** What people are at NetSuite, and which events are about each. */
const kinds = Object.entries(people).map(([kind, types]) => ({ kind, ofKind: ofTypes(types) }))
const ofPeople = ofTypes(personTypes)
const ofDocuments = ofTypes([...sales, ...purchases, ...conversations])

const lower = (text: string) => text.toLowerCase()
const asItStands = (text: string) => text
/** Where a script puts a record, a raw record its fields, and the REST API the same in camel case. */
const places = [
  { at: '/record', spell: lower },
  { at: '/fields', spell: lower },
  { at: '', spell: asItStands },
]

const no = ['F', 'f', 'FALSE', 'False', 'false']
const isFirm: RowCondition = { '/record/isperson': no, '/fields/isperson': no, '/isPerson': no }

function rowsAt<const Row>(names: readonly string[], row: Row) {
  return places.map(({ at, spell }) => ({ path: `${at}/{${names.map(spell)}}`, ...row }))
}

/** Whom documents and conversations are about. Internal ids of people are unique over all kinds. */
function partyRows(
  types: readonly string[],
  party: ReturnType<typeof accountId>,
): readonly PiiRow[] {
  const row = { ...party, when: ofTypes(types) }
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
    { type: `{${[...sales, ...purchases]}}{,.*}`, meaning: 'transaction' },
    { type: `{${conversations}}{,.*}`, meaning: 'communication' },
    { type: '*', meaning: 'processing', note: 'custom records and all else' },
  ],
  pii: [
    ...kinds.map(({ kind, ofKind }) => ({
      path: '/{recordId,id}',
      ...accountId({ object: kind }),
      when: ofKind,
    })),
    ...partyRows(sales, accountId({ object: 'customer' })),
    ...partyRows(purchases, accountId({ object: 'vendor' })),
    ...partyRows(conversations, accountId()),
    // Somebody's own numbers for each kind: customer 7 is not whom another system calls 7.
    ...kinds.flatMap(({ kind, ofKind }) =>
      rowsAt(['externalId'], { ...accountId({ kind: `externalid:${kind}` }), when: ofKind }),
    ),
    ...rowsAt(['email', 'altEmail'], email()),
    ...rowsAt(['phone', 'mobilePhone', 'homePhone', 'officePhone', 'altPhone'], phone()),
    ...rowsAt(['fax'], { category: 'phone' }),
    ...rowsAt(['salutation', 'firstName', 'middleName', 'lastName', 'altName', 'entityName'], {
      category: 'name',
    }),
    // The name of a firm is nobody's data.
    ...rowsAt(['entityId'], { category: 'name', unless: isFirm }),
    { path: '/{entity,company}/refName', category: 'name', when: ofDocuments },
    ...rowsAt(['defaultAddress', 'billAddress', 'shipAddress'], { category: 'postal_address' }),
    { path: `${book}/addrphone`, category: 'phone' },
    { path: `${book}/{addressee,attention}`, category: 'name' },
    { path: `${book}/{addr1,addr2,addr3,city,state,zip,country}`, category: 'postal_address' },
    ...rowsAt(['birthDate'], { category: 'date_of_birth' }),
    ...rowsAt(['socialSecurityNumber', 'vatRegNumber'], { category: 'government_id' }),
    ...rowsAt(['gender'], { category: 'demographic' }),
    { path: '/gender/refName', category: 'demographic' },
    ...rowsAt(['title'], { category: 'employment', when: ofPeople }),
    ...rowsAt(['title'], { category: 'free_text', when: ofDocuments }),
    ...rowsAt(['comments', 'memo', 'message', 'incomingMessage'], { category: 'free_text' }),
    ...rowsAt(['image'], { category: 'photo' }),
  ],
}

/** Custom fields bear the same name everywhere. Ids in them are of nobody knows what. */
export function rows({ customFields = {} }: Settings): readonly PiiRow[] {
  return Object.entries(customFields).flatMap(([name, category]) => {
    const row = category === 'account_id' ? { category } : finding(category)
    return places.map(({ at }) => ({ path: `${at}/${name}`, ...row }))
  })
}
