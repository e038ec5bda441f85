import {
  type Call,
  type Identifier,
  type JsonValue,
  jsonCall,
  type KnownPerson,
  listAt,
  type Platform,
  readPages,
  textAt,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall, dated, isId } from './api.ts'

/** HubSpot, with the integration's token. */
export type Api = Pick<Platform, 'request'>

/** The type id of contacts. */
export const contacts = '0-1'

/**
 * Ids of the person's contacts: those that are told, whether they are there or not, and those that are
 * found by an address or a number.
 *
 * @throws `PlatformError`
 * @see https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/search/post-crm-v3-objects-contacts-search
 */
export async function findContacts(person: KnownPerson, api: Api): Promise<readonly string[]> {
  const ids = new Set(namedIn(person))
  for (const identifier of person.identifiers) {
    for await (const id of contactsOf(identifier, api)) ids.add(id)
  }
  return [...ids]
}

/** Ids of the objects of a type that hang on a contact, page by page. */
export async function* hangingOn(
  id: string,
  type: string,
  api: Api,
): AsyncGenerator<readonly string[]> {
  const path = `crm/objects/${dated}/${contacts}/${id}/associations/${type}?limit=500`
  for await (const page of pagesOf(path, api))
    yield resultsOf(page).map(each => textOf(valueAt(each, '/toObjectId')) ?? '')
}

/** The pages of a list. */
export function pagesOf(path: string, api: Api): AsyncIterable<JsonValue> {
  return readPages(api, apiCall(path), ({ json }) => {
    const after = afterOf(json)
    return after === null ? null : apiCall(`${path}&after=${encodeURIComponent(after)}`)
  })
}

function afterOf(page: unknown): string | null {
  const next = valueAt(page, '/paging/next')
  return next == null ? null : textAt(next, '/after')
}

/** The items of a page. */
export function resultsOf(page: unknown): readonly JsonValue[] {
  return listAt(page, '/results')
}

function namedIn({ identifiers, references }: KnownPerson): readonly string[] {
  const own = references.filter(({ object }) => object === 'contact').map(({ id }) => id)
  const given = identifiers
    .filter(({ category }) => category === 'account_id')
    .flatMap(({ value }) => /^contact:(\d+)$/.exec(value)?.[1] ?? [])
  return [...own, ...given].filter(isId)
}

/** What a search brings only looks alike. */
async function* contactsOf({ category, value }: Identifier, api: Api): AsyncGenerator<string> {
  if (category === 'account_id') return
  const search = category === 'email' ? byEmail(value) : byPhone(value)
  if (search === null) return
  const { filters, properties, isTheirs } = search
  const asked = {
    filterGroups: filters.map(filter => ({ filters: [filter] })),
    properties,
    sorts: [],
    limit: 100,
  }
  const call = (after: string): Call =>
    jsonCall(apiCall('crm/v3/objects/contacts/search'), 'POST', { ...asked, after })
  const pages = readPages(api, call('0'), ({ json }) => {
    const after = afterOf(json)
    return after === null ? null : call(after)
  })
  for await (const page of pages) {
    for (const found of resultsOf(page)) {
      const values = properties.flatMap(name => textOrNull(found, `/properties/${name}`) ?? [])
      if (values.some(isTheirs)) yield textAt(found, '/id')
    }
  }
}

function byEmail(address: string) {
  const wanted = address.toLowerCase()
  if (!/^[^\s@;]+@[^\s@;]+$/.test(wanted)) return null
  return {
    properties: ['email', 'hs_additional_emails'],
    filters: [
      { propertyName: 'email', operator: 'EQ', value: wanted },
      { propertyName: 'hs_additional_emails', operator: 'CONTAINS_TOKEN', value: wanted },
    ],
    isTheirs: (value: string) => value.toLowerCase().split(';').includes(wanted),
  }
}

/** HubSpot searches by the last digits alone, as it keeps them without their country. */
function byPhone(number: string) {
  const wanted = digitsOf(number)
  if (wanted === null) return null
  const names = ['phone', 'mobile'].map(name => `hs_searchable_calculated_${name}_number`)
  return {
    properties: [
      ...['phone', 'mobilephone', 'hs_whatsapp_phone_number'],
      ...['hs_calculated_phone_number', 'hs_calculated_mobile_number'],
    ],
    filters: names.map(propertyName => ({
      ...{ propertyName, operator: 'CONTAINS_TOKEN', value: `*${wanted.slice(-7)}` },
    })),
    isTheirs: (value: string) => digitsOf(value) === wanted,
  }
}

/** Null: it is no number that says its country. */
function digitsOf(number: string): string | null {
  const bare = number.replaceAll(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+\d{7,15}$/.test(bare) ? bare.slice(1) : null
}
