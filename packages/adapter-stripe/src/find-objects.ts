import {
  type Answer,
  type Call,
  type Identifier,
  type Integration,
  type KnownPerson,
  listAt,
  type Platform,
  PlatformError,
  type Reference,
  readPages,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/** Where objects of a person are read by themselves; a person of an account is read with no id of its own. */
export const single: Readonly<Record<string, string>> = {
  customer: '/v1/customers/',
  issuing_cardholder: '/v1/issuing/cardholders/',
  account: '/v1/accounts/',
}

/**
 * The person's customers, cardholders and connected accounts: those that are told, and customers that
 * are found by an address or a number. Who is no customer, as a guest who paid once, is found by none.
 *
 * @see https://docs.stripe.com/api/customers/list
 * @see https://docs.stripe.com/search
 */
export async function findObjects(
  { identifiers, references }: KnownPerson,
  integration: Integration<Settings>,
  platform: Platform,
): Promise<readonly Reference[]> {
  const found = new Map<string, Reference>()
  const add = (object: string, id: string) => found.set(`${object} ${id}`, { object, id })
  for (const { object, id } of references) {
    if (object in single && isId(id)) add(object, id)
  }
  for (const identifier of identifiers) {
    for (const id of await customersOf(identifier, integration, platform)) add('customer', id)
  }
  return [...found.values()]
}

/** Of the alphabet of Stripe's ids: nothing that leads elsewhere within its address. */
export function isId(id: string): boolean {
  return /^\w{3,255}$/.test(id)
}

/** The pages of a list or a search, as documents of this kind. @param callOf makes the calls */
export async function* pages(
  object: string,
  path: string,
  settings: Settings,
  platform: Platform,
  callOf: (settings: Settings, path: string) => Call = apiCall,
) {
  const next = ({ json }: Answer) => {
    if (valueAt(json, '/has_more') !== true) return null
    // A search goes on by a name for its page, a list behind its last object.
    const page = textOrNull(json, '/next_page')
    const last = textOrNull(listed(json).at(-1), '/id')
    if (page === null && last === null)
      throw new PlatformError('upstream_error', 'a list that goes on nowhere')
    const query = page === null ? `starting_after=${last}` : `page=${encodeURIComponent(page)}`
    return callOf(settings, `${path}&${query}`)
  }
  for await (const content of readPages(platform, callOf(settings, path), next)) {
    yield { object, content }
  }
}

/** The objects of a page. */
export function listed(page: unknown): readonly unknown[] {
  return listAt(page, '/data')
}

async function customersOf(
  { category, value }: Identifier,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<readonly string[]> {
  if (category === 'account_id') return /^cus_\w+$/.test(value) ? [value] : []
  const ids: string[] = []
  for (const path of category === 'email' ? byEmail(value) : [byPhone(value)]) {
    for await (const { content } of pages('customers', path, settings, platform)) {
      for (const customer of listed(content)) ids.push(textAt(customer, '/id'))
    }
  }
  return ids
}

/** Addresses are compared with their case. */
function byEmail(value: string): readonly string[] {
  return [...new Set([value, value.toLowerCase()])].map(
    each => `/v1/customers?email=${encodeURIComponent(each)}&limit=100`,
  )
}

function byPhone(value: string): string {
  const query = `phone:'${value.replaceAll(/['\\]/g, '\\$&')}'`
  return `/v1/customers/search?query=${encodeURIComponent(query)}&limit=100`
}
