import {
  fromMatches,
  type Integration,
  type Match,
  type PersonalData,
  type PlatformEvent,
} from '@conduit/core'
import { claimsPeople } from './claims-people.ts'
import type { Settings } from './settings.ts'

/** Where its topic alone says that a body is about a person, what stands in it is nobody's. */
export function extractPii(
  event: PlatformEvent,
  _integration: Integration<Settings>,
  found: readonly Match[],
): PersonalData {
  const said = fromMatches(found)
  if (event.isUnconfirmed !== true || !claimsPeople(event.type)) return said
  return { fields: said.fields.map(({ path, category }) => ({ path, category })), people: [] }
}
