import { fromMatches, type Match, type PersonalData, type PlatformEvent, pick } from '@conduit/core'
import { consentsOf, preferencesChanged } from './preferences.ts'
import { headerRows, inAppRecipient, tables } from './tables.ts'

/** The personal data of an event, and per topic what the person chose. */
export function extractPii(event: PlatformEvent): PersonalData {
  const headers = pick(headerRows, event).map(match => ({ ...match, path: '/data/headers' }))
  const matches = pick(tables.pii, event).filter(isRecipient)
  const { fields, people } = fromMatches([...matches, ...headers])
  if (event.type !== preferencesChanged) return { fields, people }
  const consents = consentsOf(event.data)
  return { fields, people: people.map(person => ({ ...person, consents })) }
}

function isRecipient({ row, value }: Match): boolean {
  return !inAppRecipient.includes(row) || (row.category === 'email') === value.includes('@')
}
