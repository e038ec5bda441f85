import {
  escapeToken,
  fromMatches,
  type Match,
  type PersonalData,
  type PlatformEvent,
  pick,
  valueAt,
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
  const { fields, people } = fromMatches([...pick(structured, event), ...open])
  const [, state] = event.meaning.split('consent.')
  if (state !== 'granted' && state !== 'withdrawn') return { fields, people }
  const channel = /email|sms/.exec(event.type)?.[0] ?? 'any'
  const consents = [{ channel, purpose: 'marketing', state }] as const
  return { fields, people: people.map(person => ({ ...person, consents })) }
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
      yield { row: { ...row, identifies }, path: place, value: text, person: '', region: undefined }
    }
    yield* walk(member, place, inList || isList)
  }
}

function byForm(text: string): Match['row'] | undefined {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { path: '', category: 'email' }
  return /^\+\d{8,15}$/.test(text) ? { path: '', category: 'phone' } : undefined
}
