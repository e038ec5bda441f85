import type { Integration, Match, PersonalData, PlatformEvent } from '@conduit/core'
import { fromMatches } from '@conduit/core'
import { changedIds, peopleIn } from './people-in.ts'
import type { Settings } from './settings.ts'

/** By the tables; but what one change sets in several records is nobody's in particular. */
export function extractPii(
  event: PlatformEvent,
  _integration: Integration<Settings>,
  found: readonly Match[],
): PersonalData {
  const people = new Set(peopleIn(event.data))
  if (people.has('')) return fromMatches(found)
  const apart = found.flatMap((match): readonly Match[] => {
    const at = match.path.slice(event.path.length)
    if (people.has(at)) return [{ ...match, person: at }]
    return at.startsWith(changedIds) ? [] : [{ ...match, person: null }]
  })
  return fromMatches(apart)
}
