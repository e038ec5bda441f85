import {
  fromMatches,
  type Integration,
  type Match,
  type PersonalData,
  type PlatformEvent,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** Of a resource that is one of several: the index is its own. */
const resource = /^(\/payload)?\/(included|data)\/\d+/

/**
 * By the tables; but members of a list that somebody else has filled may be several people: their
 * addresses and numbers identify nobody.
 */
export function extractPii(
  event: PlatformEvent,
  _integration: Integration<Settings>,
  found: readonly Match[],
): PersonalData {
  return fromMatches(
    found.map(match => {
      const isListed =
        isOpen(match) &&
        /\/\d+\//.test(`${match.path.slice(event.path.length)}/`.replace(resource, ''))
      return isListed ? { ...match, row: nameless(match.row) } : match
    }),
  )
}

/** What a container of which others choose the names gives stands behind its star. */
function isOpen({ row: { identity }, path }: Match): boolean {
  return identity !== undefined && identity.by !== 'account_id' && path.includes('*')
}

/** The same row, finding nobody. */
function nameless({ path, category }: Match['row']): Match['row'] {
  return { path, category }
}
