import {
  fromMatches,
  type Integration,
  type Match,
  type PersonalData,
  type PlatformEvent,
} from '@conduit/core'
import type { Settings } from './settings.ts'
import { propertiesAt } from './tables.ts'

/** By the tables; but members of a list of properties may be several people: they identify nobody. */
export function extractPii(
  event: PlatformEvent,
  _integration: Integration<Settings>,
  found: readonly Match[],
): PersonalData {
  const start = event.path + propertiesAt
  return fromMatches(
    found.map(match => {
      const isListed =
        match.path.startsWith(start) && /\/\d+\//.test(match.path.slice(start.length))
      return isListed ? { ...match, row: nameless(match.row) } : match
    }),
  )
}

/** The same row, finding nobody. */
function nameless({ path, category }: Match['row']): Match['row'] {
  return { path, category }
}
