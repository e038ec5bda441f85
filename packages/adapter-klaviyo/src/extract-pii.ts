import type { Match, PersonalData, PlatformEvent } from '@conduit/core'
import {
  escapeToken,
  fromMatches,
  marketingConsent,
  pick,
  valueAt,
  withConsents,
} from '@conduit/core'
import { properties, propertiesAt, structured } from './tables.ts'

const byName: ReadonlyMap<string, Match['row']> = new Map(
  properties.flatMap(({ names, ...row }) =>
    names.split(',').map(name => [name.toLowerCase(), { ...row, path: '' }] as const),
  ),
)

/** By the tables; the event's own properties by name and by form. An event is of one profile. */
export function extractPii(event: PlatformEvent): PersonalData {
  const open = walk(valueAt(event.data, propertiesAt), event.path + propertiesAt, false)
  const channel = /email|sms/.exec(event.type)?.[0] ?? 'any'
  const data = fromMatches([...pick(structured, event), ...open])
  return withConsents(data, marketingConsent(event, channel))
}

/** Members of a list may be several people: they identify nobody. */
function* walk(value: unknown, path: string, inList: boolean): Generator<Match> {
  if (typeof value !== 'object' || value === null) return
  const isList = Array.isArray(value)
  for (const [name, member] of Object.entries(value)) {
    const named = isList ? undefined : byName.get(name.toLowerCase())
    // A name that only the data know may say something about the person.
    const place = `${path}/${named === undefined ? '*' : escapeToken(name)}`
    const text = typeof member === 'string' || typeof member === 'number' ? String(member) : ''
    const row = named ?? byForm(text)
    if (row !== undefined && text.trim() !== '') {
      const identifies = row.identifies === true && !inList
      yield { row: { ...row, identifies }, path: place, value: text, person: '' }
    }
    yield* walk(member, place, inList || isList)
  }
}

function byForm(text: string): Match['row'] | undefined {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { path: '', category: 'email' }
  return /^\+\d{8,15}$/.test(text) ? { path: '', category: 'phone' } : undefined
}
