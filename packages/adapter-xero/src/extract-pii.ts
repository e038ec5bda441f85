import {
  fromMatches,
  type Integration,
  type Match,
  type PlatformEvent,
  textOf,
  valueAt,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** A contact's phone number stands in three members: each is a field, together they find the person. */
export function extractPii(
  event: PlatformEvent,
  _integration: Integration<Settings>,
  found: readonly Match[],
) {
  return fromMatches(found.flatMap(match => withWholeNumber(match, event)))
}

const number = '/PhoneNumber'

function withWholeNumber(match: Match, event: PlatformEvent): readonly Match[] {
  if (match.row.identity?.by !== 'phone' || !match.path.endsWith(number)) return [match]
  const phone = match.path.slice(event.path.length, -number.length)
  const [country, ...rest] = ['PhoneCountryCode', 'PhoneAreaCode', 'PhoneNumber'].map(
    name => textOf(valueAt(event.data, `${phone}/${name}`))?.trim() ?? '',
  )
  const value = [country, ...rest].filter(text => text !== '').join(' ')
  // Without the plus sign nobody could tell that it begins with a country.
  const isInternational = /^[1-9]\d{0,2}$/.test(country ?? '')
  return [{ ...match, value }, ...(isInternational ? [{ ...match, value: `+${value}` }] : [])]
}
