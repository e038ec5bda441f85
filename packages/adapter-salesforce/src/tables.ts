import type { EventRow, PiiRow, Tables } from '@conduit/core'
import { communications, consents, guises, ofPeople, transactions } from './objects.ts'
import { addressRows } from './tables/addresses.ts'
import { fieldRows } from './tables/fields.ts'
import { idRows } from './tables/ids.ts'
import { openRows } from './tables/open.ts'

const standard = '{Contact,Lead,Account,User,Individual}'
const events: readonly EventRow[] = [
  {
    type: standard,
    meaning: 'subject.updated',
    note: 'by outbound message; created if both dates are equal, processing if one is missing',
  },
  { type: `${standard}.{created,CREATE,UNDELETE}`, meaning: 'subject.created' },
  { type: `${standard}.{updated,UPDATE}`, meaning: 'subject.updated' },
  { type: `${standard}.{deleted,DELETE}`, meaning: 'subject.deleted' },
  {
    type: 'Individual.*',
    meaning: 'processing',
    note: 'ShouldForget, SendIndividualData: request.*',
  },
  {
    type: `{${[...guises, ...ofPeople]}}{,.*}`,
    meaning: 'subject.updated',
    note: 'something of a person; MessagingConsentStatus: consent.*',
  },
  {
    type: `{${consents}}{,.*}`,
    meaning: 'processing',
    note: 'consent.granted or consent.withdrawn where it says so, and whose it is',
  },
  { type: `{${communications}}{,.*}`, meaning: 'communication' },
  { type: `{${transactions}}{,.*}`, meaning: 'transaction' },
  {
    type: '*',
    meaning: 'processing',
    note: 'gaps, companies, custom objects, platform events, and all else',
  },
]

const pii: readonly PiiRow[] = [...idRows, ...fieldRows, ...addressRows, ...openRows]

/**
 * Salesforce as data. `/@type`, `/@is`, `/@country` and `/@holds` are marks: see `markRecord`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
 */
export const tables: Tables = { events, pii }
