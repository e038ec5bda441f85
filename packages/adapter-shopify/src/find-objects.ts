import {
  type Identifier,
  type JsonValue,
  type KnownPerson,
  listAt,
  type Platform,
  PlatformError,
  type Reference,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { askShop } from './admin-api.ts'
import { searchOf } from './copy-queries.ts'
import { customerFound, isId } from './customer-found.ts'
import type { Settings } from './settings.ts'

/** The way to the shop. */
export interface Shop {
  readonly settings: Settings
  readonly platform: Platform
}

/** A list that is longer is none of one person's. */
const mostPages = 1_000

/**
 * The person's customers, and the orders of guests, whom an e-mail address alone finds. Whether a customer
 * who is told is there is not asked.
 *
 * @throws `PlatformError`
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/customerByIdentifier
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/orders
 */
export async function findObjects(
  { identifiers, references }: KnownPerson,
  shop: Shop,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const add = (object: string, id: string) => found.set(`${object} ${id}`, { object, id })
  for (const { object, id } of references) {
    if (object === 'customer' && isId(id)) add(object, id)
  }
  for (const identifier of [...identifiers, ...guestsOf(references)]) {
    const id = await customerOf(identifier, shop)
    if (id !== null) add('customer', id)
    if (identifier.category !== 'email') continue
    for (const order of await ordersOfGuest(identifier.value, shop)) add('order', order)
  }
  return [...found.values()]
}

/** Without a customer's id events keep the address. */
function guestsOf(references: readonly Reference[]): readonly Identifier[] {
  return references
    .filter(({ object }) => object === 'customer-of-email')
    .map(({ id }) => ({ category: 'email', value: id }))
}

async function customerOf({ category, value }: Identifier, shop: Shop): Promise<string | null> {
  if (category === 'account_id') {
    const id = value.replace('gid://shopify/Customer/', '')
    return isId(id) ? id : null
  }
  const customer = await customerFound(category, value, shop)
  return customer === null ? null : idOf(customer)
}

/** Shopify's search also brings what only looks alike. */
async function ordersOfGuest(address: string, shop: Shop): Promise<readonly string[]> {
  const query = `email:"${address.replaceAll(/["\\]/g, '\\$&')}"`
  const ids: string[] = []
  for await (const page of pages(searchOf('orders'), { query }, '/data/list', shop)) {
    for (const order of nodesOf(page)) {
      const isTheirs = textOrNull(order, '/email')?.toLowerCase() === address.toLowerCase()
      if (isTheirs && valueAt(order, '/customer') === null) ids.push(idOf(order))
    }
  }
  return ids
}

/** Global ids of a customer's drafts of orders; a search brings others as well. */
export async function* draftsOf(customer: string, shop: Shop): AsyncGenerator<string> {
  const query = `customer_id:${customer}`
  for await (const page of pages(searchOf('draftOrders'), { query }, '/data/list', shop)) {
    for (const draft of nodesOf(page)) {
      const isTheirs = valueAt(draft, '/customer/id') === gid('Customer', customer)
      if (isTheirs) yield String(valueAt(draft, '/id'))
    }
  }
}

/** The pages of a list. @param pointer where it stands in an answer */
export async function* pages(
  query: string,
  variables: object,
  pointer: string,
  shop: Shop,
): AsyncGenerator<JsonValue> {
  let after: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const answer = await askShop(query, { ...variables, ...(after !== null && { after }) }, shop)
    const content = valueAt(answer, pointer)
    // With the object that it hangs on a list is gone, but never from one page to the next.
    if (page === 0 && valueAt(answer, '/data/one') === null) return
    if (content == null) break
    yield content as JsonValue
    const next = nextOf(content)
    if (next === null) return
    if (next === after) break
    after = next
  }
  throw new PlatformError('upstream_error', 'a list without an end')
}

/** May the app do this? */
export async function hasScope(handle: string, shop: Shop): Promise<boolean> {
  const query = '{ currentAppInstallation { accessScopes { handle } } }'
  const answer = await askShop(query, {}, shop)
  const scopes = valueAt(answer, '/data/currentAppInstallation/accessScopes')
  return Array.isArray(scopes) && scopes.some(scope => valueAt(scope, '/handle') === handle)
}

/** What the page behind this one is asked by; null: it is the last. */
export function nextOf(page: unknown): string | null {
  const hasNext = valueAt(page, '/pageInfo/hasNextPage') === true
  return hasNext ? textAt(page, '/pageInfo/endCursor') : null
}

/** The items of a page. */
export function nodesOf(page: unknown): readonly unknown[] {
  return listAt(page, '/nodes')
}

/** The shop’s global id of an object. */
export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`
}

/** The digits of a global id. */
function idOf(node: unknown): string {
  return String(valueAt(node, '/id')).replace(/^gid:\/\/shopify\/\w+\//, '')
}
