import {
  type Answer,
  type JsonValue,
  type KnownPerson,
  listAt,
  type Platform,
  PlatformError,
  type Reference,
  readDocument,
  readPages,
  successOf,
  textAt,
  textOrNull,
} from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/** Lists of resources. */
export type Pages = AsyncIterable<readonly JsonValue[]>

/** The person's accounts, and the addresses under which something was ordered or reviewed. */
export async function findObjects(
  { identifiers, references }: KnownPerson,
  settings: Settings,
  platform: Platform,
): Promise<readonly Reference[]> {
  const customers = new Set(references.filter(isCustomer).map(({ id }) => id))
  const addresses = new Set(references.filter(isBuyer).map(({ id }) => id.toLowerCase()))
  for (const { category, value } of identifiers) {
    if (category === 'account_id' && isNumber(value)) customers.add(value)
    if (category !== 'email' || !isAddress(value)) continue
    for (const id of await customersOf(value, settings, platform)) customers.add(id)
    if (await isKnown(value, settings, platform)) addresses.add(value.toLowerCase())
  }
  return [
    ...[...customers].map(id => ({ object: 'customer', id })),
    ...[...addresses].map(id => ({ object: 'orders-of-email', id })),
  ]
}

/** An account may have any role, as that of a subscriber who later bought something. */
async function customersOf(address: string, settings: Settings, platform: Platform) {
  const ids: string[] = []
  const path = `customers?email=${encodeURIComponent(address)}&role=all`
  for await (const page of matching(pages(path, settings, platform), '/email', address)) {
    ids.push(...page.map(customer => textAt(customer, '/id')))
  }
  return ids
}

/** Has somebody ordered or reviewed under this address? */
async function isKnown(address: string, settings: Settings, platform: Platform) {
  for await (const _ of ordersOf(address, settings, platform)) return true
  for await (const _ of reviewsOf(address, settings, platform)) return true
  return false
}

/** The shop looks for a text anywhere in an order. */
export function ordersOf(address: string, settings: Settings, platform: Platform): Pages {
  const found = orders(`search=${encodeURIComponent(address)}`, settings, platform)
  return matching(found, '/billing/email', address)
}

/** Reviews that are not public yet too. */
export function reviewsOf(address: string, settings: Settings, platform: Platform): Pages {
  const query = `reviewer_email=${encodeURIComponent(address)}&status=all`
  const found = pages(`products/reviews?${query}`, settings, platform)
  return matching(found, '/reviewer_email', address)
}

/** The trash is listed by itself alone. */
export async function* orders(query: string, settings: Settings, platform: Platform): Pages {
  for (const status of ['any', 'trash']) {
    yield* pages(`orders?${query}&status=${status}`, settings, platform)
  }
}

/** Those that have this very address; what only resembles it is left out. */
async function* matching(found: Pages, pointer: string, address: string): Pages {
  const wanted = address.toLowerCase()
  for await (const page of found) {
    const same = page.filter(item => textOrNull(item, pointer)?.toLowerCase() === wanted)
    if (same.length > 0) yield same
  }
}

/** Of a plugin: a shop without it says that it knows no such address, and no other refusal says so. */
export async function* subscriptionsOf(
  customer: string,
  settings: Settings,
  platform: Platform,
): Pages {
  const path = `subscriptions?customer=${customer}`
  const first = await platform.request(apiCall(settings, `${path}&per_page=1`))
  const isWithout = first.status === 404 && textOrNull(first.json, '/code') === 'rest_no_route'
  if (!isWithout) yield* pages(path, settings, platform)
}

/** Notes of an order, all in one answer; null: the order is gone, with them. */
export async function notesOf(
  order: string,
  settings: Settings,
  platform: Platform,
): Promise<readonly JsonValue[] | null> {
  const answer = await platform.request(apiCall(settings, `orders/${order}/notes`))
  if (answer.status !== 404) return listAt(successOf(answer).json, '')
  if ((await readDocument(platform, apiCall(settings, `orders/${order}`))) === null) return null
  throw new PlatformError('upstream_error', 'an order without its notes', { status: 404 })
}

/** The pages of a list, without empty ones. */
export async function* pages(path: string, settings: Settings, platform: Platform): Pages {
  let number = 1
  const callOf = (page: number) =>
    apiCall(settings, `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`)
  const next = (answer: Answer) => {
    const last = Number(answer.header('x-wp-totalpages'))
    if (!(last >= 0)) throw new PlatformError('upstream_error', 'a list that tells no end')
    number += 1
    return number <= last ? callOf(number) : null
  }
  for await (const content of readPages(platform, callOf(1), next)) {
    const page = listAt(content, '')
    if (page.length > 0) yield page
  }
}

/** Is it an account of the shop? */
export function isCustomer({ object, id }: Reference): boolean {
  return object === 'customer' && isNumber(id)
}

/** Is it all that was bought under an address? */
export function isBuyer({ object, id }: Reference): boolean {
  return object === 'orders-of-email' && isAddress(id)
}

/** A number of the shop: nothing that leads elsewhere within its address. */
export function isNumber(id: string): boolean {
  return /^[1-9]\d{0,19}$/.test(id)
}

/** What WordPress takes for an e-mail address: for any other it refuses to look. */
function isAddress(text: string): boolean {
  return /^[\w!#$%&'*+/=?^`{|}~.-]+@[a-z\d-]+(\.[a-z\d-]+)+$/i.test(text)
}
