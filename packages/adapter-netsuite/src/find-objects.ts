import {
  type Answer,
  type Call,
  type JsonValue,
  jsonCall,
  type KnownPerson,
  listAt,
  type Platform,
  PlatformError,
  type Reference,
  readDocument,
  readPages,
  requestJson,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { hostOf } from './access-token.ts'
import { callNetSuite, recordUrl } from './api.ts'
import { isPerson } from './personal-fields.ts'
import { people } from './record-types.ts'
import type { Settings } from './settings.ts'

const pageSize = 1_000
/** Kinds of people that are looked for by an address. */
const searched = ['customer', 'contact', 'employee', 'vendor']
/** Letters that addresses have without quotes. */
const isAddress = /^[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+$/

/** The account, as calls reach it. */
export type Account = Pick<Platform, 'request'> & { readonly settings: Settings }

/** The account of the integration. */
export function accountOf(settings: Settings, platform: Platform): Account {
  return { settings, request: call => callNetSuite(settings, platform, call) }
}

/** An internal id: nothing that leads elsewhere within an address or a query. */
export function isId(id: string): boolean {
  return /^[1-9]\d{0,15}$/.test(id)
}

/** The person's records: those that are told, those of an internal id, and those of an address. */
export async function findPeople(
  { identifiers, references }: KnownPerson,
  account: Account,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const add = (each: Reference) => found.set(`${each.object}/${each.id}`, each)
  for (const { object, id } of references) if (isPerson(object) && isId(id)) add({ object, id })
  for (const { category, value } of identifiers) {
    if (category === 'account_id' && isId(value))
      for (const object of Object.keys(people)) add({ object, id: value })
    if (category !== 'email' || !isAddress.test(value)) continue
    for (const object of searched)
      for (const id of await idsOf(object, value, account)) add({ object, id })
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each)
}

/** What a query brings is compared: `LOWER` of NetSuite's and of ours need not be the same. */
async function idsOf(object: string, address: string, account: Account) {
  const wanted = address.toLowerCase()
  const where = `LOWER(email) = '${wanted.replaceAll("'", "''")}'`
  const found = await select(['id', 'email'], object, where, account)
  const same = found.filter(each => textOrNull(each, '/email')?.toLowerCase() === wanted)
  return same.map(each => textAt(each, '/id')).filter(isId)
}

/** Documents of somebody: their kind, as scripts name it, and id. */
export async function documentsOf(
  person: string,
  account: Account,
): Promise<readonly { readonly type: string; readonly id: string }[]> {
  const found = await select(['id', 'recordtype'], 'transaction', `entity = ${person}`, account)
  return found.map(each => ({ type: textAt(each, '/recordtype'), id: textAt(each, '/id') }))
}

/** Where conversations name somebody. */
const conversations = {
  cases: ['supportcase', ['company', 'contact']],
  messages: ['message', ['author', 'recipient']],
} as const

/** Conversations that somebody has at NetSuite. */
export type Conversation = keyof typeof conversations
export const conversationKinds = Object.keys(conversations) as Conversation[]

/** Is there a conversation of this kind with somebody? */
export async function hasAny(kind: Conversation, person: string, account: Account) {
  const [table, columns] = conversations[kind]
  const where = columns.map(column => `${column} = ${person}`).join(' OR ')
  const first = query(account, { columns: ['id'], table, where, offset: 0, most: 1 })
  return listAt(await requestJson(account, first), '/items').length > 0
}

/** A record with its sub-resources; null: there is none. */
export async function readRecord(
  { object, id }: Reference,
  account: Account,
): Promise<JsonValue | null> {
  const url = recordUrl(account.settings, `${object}/${id}?expandSubResources=true`)
  const record = await readDocument(account, { url })
  // Without an id it says nothing of whether the record is there.
  if (record !== null) textAt(record, '/id')
  return record
}

async function select(
  columns: readonly string[],
  table: string,
  where: string,
  account: Account,
): Promise<readonly unknown[]> {
  const found: unknown[] = []
  const pageFrom = (offset: number) =>
    query(account, { columns, table, where, offset, most: pageSize })
  let offset = 0
  const next = ({ json }: Answer) => {
    offset += pageSize
    const hasMore = valueAt(json, '/hasMore')
    if (typeof hasMore === 'boolean') return hasMore ? pageFrom(offset) : null
    throw new PlatformError('upstream_error', 'a list that tells no end')
  }
  for await (const page of readPages(account, pageFrom(0), next))
    found.push(...listAt(page, '/items'))
  return found
}

/** Rows that are asked for, from which on, and how many at most. */
interface Query {
  readonly columns: readonly string[]
  readonly table: string
  readonly where: string
  readonly offset: number
  readonly most: number
}

/**
 * Reads by a POST. Without an order pages would overlap.
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_157909186990.html
 */
function query({ settings }: Account, { columns, table, where, offset, most }: Query): Call {
  const q = `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where} ORDER BY id`
  const base = `https://${hostOf(settings)}/services/rest/query/v1/suiteql`
  const call = { url: `${base}?limit=${most}&offset=${offset}`, headers: { prefer: 'transient' } }
  return { ...jsonCall(call, 'POST', { q }), idempotent: true }
}
