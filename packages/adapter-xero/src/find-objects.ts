import {
  type Answer,
  type Call,
  type JsonValue,
  type KnownPerson,
  listAt,
  type Platform,
  type Reference,
  readPages,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { proveAccounts } from './prove-accounts.ts'
import { askXero, host } from './read.ts'
import { type Settings, uuid } from './settings.ts'

/** Documents of a contact, and what their lists are filtered by. Orders can be filtered by nobody. */
export const documents: readonly (readonly [folder: string, query: (contact: string) => string])[] =
  [
    ['Invoices', id => `ContactIDs=${id}&includeArchived=true`],
    ['CreditNotes', id => whereContact(id)],
    ['Quotes', id => `ContactID=${id}`],
    ['Prepayments', id => whereContact(id)],
    ['Overpayments', id => whereContact(id)],
    ['BankTransactions', id => whereContact(id)],
  ]
const pageSize = 100
const isUuid = new RegExp(uuid, 'i')

/** One organisation, as calls reach it. */
export type Reader = Pick<Platform, 'request'>

/** What an integration is set up with. */
interface Own {
  readonly settings: Settings
  readonly state: object
}

/** The person's contacts: those that are told, and those that have the address as their own. */
export async function findContacts(
  { identifiers, references }: KnownPerson,
  own: Own,
  platform: Platform,
): Promise<readonly Reference[]> {
  const ids = new Set(references.filter(isContact).map(({ id }) => id.toLowerCase()))
  const addresses = new Set<string>()
  for (const { category, value } of identifiers) {
    if (category === 'account_id' && isId(value)) ids.add(value.toLowerCase())
    if (category === 'email' && value.includes('@')) addresses.add(value.toLowerCase())
  }
  if (addresses.size > 0) {
    for (const reader of await organisations(own, platform)) {
      for (const address of addresses) {
        for (const id of await contactsOf(address, reader)) ids.add(id.toLowerCase())
      }
    }
  }
  return [...ids].map(id => ({ object: 'contact', id }))
}

/** Those of the integration, or else all that its token reaches. */
export async function organisations(own: Own, platform: Platform): Promise<readonly Reader[]> {
  const tenants = own.settings.tenantIds ?? (await proveAccounts(own, platform))
  return tenants.map(tenant => ({
    request: (call: Call) => {
      const headers = { ...call.headers, 'xero-tenant-id': tenant }
      return askXero(own.settings, platform, { ...call, headers })
    },
  }))
}

/** The search looks in names as well, and for parts of words. */
async function contactsOf(address: string, reader: Reader): Promise<readonly string[]> {
  const ids: string[] = []
  const query = `searchTerm=${encodeURIComponent(address)}&includeArchived=true`
  for await (const page of pages('Contacts', query, reader)) {
    const same = listAt(page, '/Contacts').filter(
      contact => textOrNull(contact, '/EmailAddress')?.toLowerCase() === address,
    )
    ids.push(...same.map(contact => textAt(contact, '/ContactID')))
  }
  return ids
}

/** A list goes on while its pages are full: not every one says how many there are. */
export async function* pages(
  folder: string,
  query: string,
  reader: Reader,
): AsyncGenerator<JsonValue> {
  let number = 1
  const pageOf = (page: number) => callOf(`${folder}?${query}&page=${page}&pageSize=${pageSize}`)
  const next = ({ json }: Answer) => {
    number += 1
    return listAt(json, `/${folder}`).length < pageSize ? null : pageOf(number)
  }
  for await (const page of readPages(reader, pageOf(1), next)) {
    if (listAt(page, `/${folder}`).length > 0) yield page
  }
}

/** The id was checked: nothing in it ends the text of the query. */
export function whereContact(id: string): string {
  return `where=${encodeURIComponent(`Contact.ContactID==guid("${id}")`)}`
}

/** A GET of a path that was checked. */
export function callOf(path: string): Call {
  return { url: `https://${host}/api.xro/2.0/${path}` }
}

/** Is it a contact, by an id that leads nowhere else? */
export function isContact({ object, id }: Reference): boolean {
  return object === 'contact' && isId(id)
}

/** Is it an id of Xero's? */
export function isId(id: string): boolean {
  return isUuid.test(id)
}

/** A list that a document may do without; that of a page is read by `listAt`. */
export function listed(document: unknown, member: string): readonly unknown[] {
  const list = valueAt(document, `/${member}`)
  return Array.isArray(list) ? list : []
}
