import {
  type Call,
  type Identifier,
  type JsonValue,
  type KnownPerson,
  listAt,
  type Platform,
  type Reference,
  readDocument,
  readPages,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { audienceCall, contactsOf, isAddress, memberCall } from './audience-api.ts'
import type { AudienceSettings } from './audience-settings.ts'

/** The way to one account. */
export interface Account {
  readonly settings: AudienceSettings
  readonly api: Pick<Platform, 'request'>
}

const pageSize = 100

/**
 * A contact is an address: those that are told, and those that an account knows by an address or an id.
 *
 * @see https://mailchimp.com/developer/marketing/api/list-members/get-member-info/
 */
export async function findContacts(
  { identifiers, references }: KnownPerson,
  account: Account,
): Promise<readonly Reference[]> {
  const found = [...references]
  for (const identifier of identifiers) {
    for (const id of await addressesOf(identifier, account)) found.push({ object: 'contact', id })
  }
  return contactsOf(found)
}

/** How an account writes somebody's address. */
async function addressesOf(
  { category, value }: Identifier,
  account: Account,
): Promise<readonly string[]> {
  if (category === 'email' && isAddress(value)) return await byAddress(value, account)
  if (category === 'account_id' && /^[0-9a-f]{10}$/.test(value)) return await byId(value, account)
  return []
}

async function byAddress(address: string, account: Account): Promise<readonly string[]> {
  for (const list of await idsOf('lists', account)) {
    const member = await readDocument(account.api, memberCall(account.settings, list, address))
    if (member === null) continue
    const written = textAt(member, '/email_address')
    if (isSame(written, address)) return [written]
  }
  for (const store of await idsOf('stores', account)) {
    for await (const { content } of customersOf(store, address, account)) {
      return [textOrNull(content, '/email_address') ?? address]
    }
  }
  return []
}

/** The id that webhooks give, and which is the address's in all audiences. */
async function byId(id: string, account: Account): Promise<readonly string[]> {
  const addresses: string[] = []
  for (const list of await idsOf('lists', account)) {
    const path = `/lists/${list}/members?unique_email_id=${id}`
    for await (const page of pages(path, account)) {
      for (const member of listAt(page, '/members')) {
        const address = textOrNull(member, '/email_address')
        const isTheirs = textOrNull(member, '/unique_email_id') === id
        if (isTheirs && address !== null) addresses.push(address)
      }
    }
  }
  return addresses
}

/**
 * The customers of a shop with this address, of whom it may know several.
 * @see https://mailchimp.com/developer/marketing/api/ecommerce-customers/list-customers/
 */
export async function* customersOf(
  store: string,
  address: string,
  account: Account,
): AsyncGenerator<{ readonly id: string; readonly content: JsonValue }> {
  const query = `email_address=${encodeURIComponent(address)}`
  for await (const page of pages(`/ecommerce/stores/${store}/customers?${query}`, account)) {
    for (const content of listAt(page, '/customers')) {
      const id = textOrNull(content, '/id')
      if (id !== null && isSame(textOrNull(content, '/email_address'), address))
        yield { id, content }
    }
  }
}

/** The pages of a customer's orders in a shop. */
export function ordersOf(store: string, customer: string, account: Account) {
  const query = `customer_id=${encodeURIComponent(customer)}`
  return pages(`/ecommerce/stores/${store}/orders?${query}`, account)
}

/** Ids of all audiences or shops, for addresses. */
export async function idsOf(
  kind: 'lists' | 'stores',
  account: Account,
): Promise<readonly string[]> {
  const ids: string[] = []
  const path = kind === 'lists' ? '/lists' : '/ecommerce/stores'
  for await (const page of pages(`${path}?fields=${kind}.id,total_items`, account)) {
    for (const each of listAt(page, `/${kind}`)) {
      const id = textOrNull(each, '/id') ?? ''
      // Whoever connects a shop chooses its id.
      if (!/^\.*$/.test(id)) ids.push(encodeURIComponent(id))
    }
  }
  return ids
}

/** The pages of a list. @param list its path, or the call that reads it */
export function pages(list: string | Call, { settings, api }: Account) {
  const call = typeof list === 'string' ? audienceCall(settings, list) : list
  const from = (offset: number) => {
    const url = new URL(call.url)
    url.searchParams.set('count', String(pageSize))
    url.searchParams.set('offset', String(offset))
    return { ...call, url }
  }
  let offset = 0
  return readPages(api, from(0), ({ json }) => {
    offset += pageSize
    const total = valueAt(json, '/total_items')
    // Where none is told, a list goes on while its pages are full.
    const goesOn = typeof total === 'number' ? offset < total : isFull(json)
    return goesOn ? from(offset) : null
  })
}

function isFull(page: unknown): boolean {
  const lists = Object.values(Object(page)).filter(Array.isArray)
  return lists.some(({ length }) => length >= pageSize)
}

/** Addresses are compared without their case. */
export function isSame(written: string | null, address: string): boolean {
  return written?.toLowerCase() === address.toLowerCase()
}
