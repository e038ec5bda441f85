import { type PersonalData, type PlatformEvent, personalData, withConsents } from '@conduit/core'
import { optOutOf, tables } from './tables.ts'

/** By the tables; a change of an opt-out is also a statement of consent. */
export function extractPii(event: PlatformEvent): PersonalData {
  const consent = optOutOf(event.data)
  return withConsents(personalData(tables.pii, event), consent === null ? [] : [consent])
}
