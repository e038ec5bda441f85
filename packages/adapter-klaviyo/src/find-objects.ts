import {
  type Answer,
  type Identifier,
  type KnownPerson,
  listAt,
  type Platform,
  PlatformError,
  type Reference,
  readPages,
  textAt,
  textOrNull,
} from '@conduit/core'
import { apiCall, isId } from './api.ts'
import type { Settings } from './settings.ts'

/**
 * The person's profiles: those that are told, whether they are there or not, and those that have an address,
 * a number or an id of theirs.
 *
 * @throws `PlatformError`
 * @see https://developers.klaviyo.com/en/reference/get_profiles
 */
export async function findProfiles(
  { identifiers, references }: KnownPerson,
  settings: Settings,
  platform: Platform,
): Promise<readonly Reference[]> {
  const ids = new Set(references.filter(isProfile).map(({ id }) => id))
  for (const query of new Set(identifiers.flatMap(filtersOf))) {
    const path = `profiles?${query}&fields%5Bprofile%5D=id&page%5Bsize%5D=100`
    for await (const page of pages(path, settings, platform)) {
      for (const id of idsOf(page)) ids.add(id)
    }
  }
  return [...ids].map(id => ({ object: 'profile', id }))
}

/** Does this name a profile, and lead nowhere else? */
export function isProfile({ object, id }: Reference): boolean {
  return object === 'profile' && isId(id)
}

/** An id may be Klaviyo's own or that of the shop. */
function filtersOf({ category, value }: Identifier): readonly string[] {
  // How a value with such a character is written in a filter is documented nowhere.
  if (value === '' || /["\\\p{Cc}]/u.test(value)) return []
  if (category === 'email') return [filter('email', [value, value.toLowerCase()])]
  if (category === 'account_id') {
    const ofShop = filter('external_id', [value])
    return isId(value) ? [ofShop, filter('id', [value])] : [ofShop]
  }
  const number = value.replaceAll(/[^\d+]/g, '')
  // Numbers are compared as they are kept, with the country's code.
  return category === 'phone' && number.startsWith('+') ? [filter('phone_number', [number])] : []
}

/** A filter of lists. @see https://developers.klaviyo.com/en/docs/filtering_ */
export function filter(field: string, values: readonly string[]): string {
  const [first, ...others] = [...new Set(values)].map(value => `"${value}"`)
  const condition =
    others.length === 0
      ? `equals(${field},${first})`
      : `any(${field},[${[first, ...others].join(',')}])`
  return `filter=${encodeURIComponent(condition)}`
}

/** The pages of a list. */
export async function* pages(path: string, settings: Settings, platform: Platform) {
  const next = ({ json }: Answer) => {
    const link = textOrNull(json, '/links/next')
    if (link === null) return null
    // The link may lead anywhere: only its place in the list is taken from it.
    const cursor = URL.canParse(link) ? new URL(link).searchParams.get('page[cursor]') : null
    if (cursor === null) throw new PlatformError('upstream_error', 'a list that goes on nowhere')
    const separator = path.includes('?') ? '&' : '?'
    return apiCall(settings, `${path}${separator}page%5Bcursor%5D=${encodeURIComponent(cursor)}`)
  }
  yield* readPages(platform, apiCall(settings, path), next)
}

function idsOf(page: unknown): readonly string[] {
  return listAt(page, '/data').map(item => textAt(item, '/id'))
}
