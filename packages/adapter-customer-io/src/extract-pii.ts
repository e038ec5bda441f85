import type { Match, PersonalData, PlatformEvent } from '@conduit/core'
import { fromMatches, pick, withConsents } from '@conduit/core'
import { consentsOf, preferencesChanged } from './preferences.ts'
import { inAppRecipient, tables } from './tables.ts'

/** The personal data of an event, and per topic what the person chose. */
export function extractPii(event: PlatformEvent): PersonalData {
  const data = fromMatches(pick(tables.pii, event).filter(isRecipient))
  return event.type === preferencesChanged ? withConsents(data, consentsOf(event.data)) : data
}

function isRecipient({ row, value }: Match): boolean {
  return !inAppRecipient.includes(row) || (row.category === 'email') === value.includes('@')
}
