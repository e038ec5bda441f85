import {
  type Identifier,
  type KnownPerson,
  type Platform,
  type Reference,
  textOf,
  valueAt,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { fullId } from './full-id.ts'
import { holdings } from './holdings.ts'
import { type Api, query, quoted, recordsOf } from './query.ts'
import { askSalesforce } from './read.ts'
import type { Settings } from './settings.ts'

const anything = Type.Unknown()
/** Kinds by the key prefix of their ids. */
const kindOf: ReadonlyMap<string, string> = new Map([
  ['003', 'Contact'],
  ['00Q', 'Lead'],
  ['001', 'Account'],
  ['0PK', 'Individual'],
  ['005', 'User'],
])

/** Where somebody is looked for. Without person accounts there are no such fields. */
const searches = [
  {
    ...{ object: 'Contact', email: 'Email', isStandard: true, also: '' },
    phones: ['Phone', 'MobilePhone', 'HomePhone', 'OtherPhone'],
  },
  {
    ...{ object: 'Lead', email: 'Email', isStandard: true, also: '' },
    phones: ['Phone', 'MobilePhone'],
  },
  {
    ...{ object: 'Account', email: 'PersonEmail', isStandard: false },
    phones: ['Phone', 'PersonMobilePhone', 'PersonHomePhone', 'PersonOtherPhone'],
    also: ' AND IsPersonAccount = true',
  },
  {
    ...{ object: 'User', email: 'Email', isStandard: true, also: '' },
    phones: ['Phone', 'MobilePhone'],
  },
  // Of a form that nobody has assigned to a contact.
  {
    ...{ object: 'Case', email: 'SuppliedEmail', isStandard: true, also: ' AND ContactId = null' },
    phones: ['SuppliedPhone'],
  },
] as const

/** The person's records: those that are told, and those that have an address or a number as theirs. */
export async function findRecords(
  { identifiers, references }: KnownPerson,
  api: Api,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const named = [...references, ...identifiers.flatMap(namedBy)]
  for (const { object, id } of named) {
    const full = fullId(id)
    if (full === null || !Object.hasOwn(holdings, object)) continue
    if (object !== 'Account' || (await isPerson(full, api))) found.set(full, { object, id: full })
  }
  for (const identifier of identifiers) {
    for await (const each of lookUp(identifier, api)) found.set(each.id, each)
  }
  return [...found.values()]
}

/** The organisation, as its paths are asked for. */
export function salesforce(settings: Settings, platform: Platform): Api {
  return path => askSalesforce(path, anything, settings, platform)
}

function namedBy({ category, value }: Identifier): readonly Reference[] {
  const object = category === 'account_id' ? kindOf.get(value.slice(0, 3)) : undefined
  return object === undefined ? [] : [{ object, id: value }]
}

/** An account is a company, unless it says otherwise. */
async function isPerson(id: string, api: Api): Promise<boolean> {
  const soql = `SELECT Id FROM Account WHERE Id = ${quoted(id)} AND IsPersonAccount = true`
  for await (const page of query(soql, false, api)) return recordsOf(page).length > 0
  return false
}

async function* lookUp({ category, value }: Identifier, api: Api): AsyncGenerator<Reference> {
  if (category === 'account_id') return
  const isEmail = category === 'email'
  const wanted = isEmail ? addressOf(value) : digitsOf(value)
  if (wanted === null) return
  const asked = isEmail ? `= ${quoted(wanted)}` : `LIKE ${quoted(`%${[...wanted].join('%')}%`)}`
  const formOf = isEmail ? addressOf : digitsOf
  for (const { object, email, phones, isStandard, also } of searches) {
    const fields = isEmail ? [email] : phones
    const where = fields.map(field => `${field} ${asked}`).join(' OR ')
    const soql = `SELECT Id, ${fields.join(', ')} FROM ${object} WHERE (${where})${also}`
    for await (const page of query(soql, isStandard, api)) {
      for (const record of recordsOf(page)) {
        const id = fullId(textOf(valueAt(record, '/Id')) ?? '')
        const values = fields.map(field => textOf(valueAt(record, `/${field}`)) ?? '')
        const isTheirs = values.some(each => formOf(each) === wanted)
        if (id !== null && isTheirs) yield { object, id }
      }
    }
  }
}

function addressOf(text: string): string | null {
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : null
}

/** Null: it is no number that says its country. */
function digitsOf(number: string): string | null {
  const bare = number.replaceAll(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+\d{7,15}$/.test(bare) ? bare.slice(1) : null
}
