import type { ConsentStatement, Match, Person, PersonalData, PlatformEvent } from '@conduit/core'
import { fromMatches, pick, valueAt } from '@conduit/core'
import { tables } from './tables.ts'

/**
 * By the tables; ids are written with their kind, as an order and an attendee may bear the same one.
 * The buyer's opt-in to the organiser's contact list is a consent.
 */
export function extractPii(event: PlatformEvent): PersonalData {
  const { fields, people } = fromMatches(pick(tables.pii, event).map(withKind))
  const consents = consentsOf(event)
  return { fields, people: people.map(person => complete(person, event, consents)) }
}

function withKind(match: Match): Match {
  const { path, category, identifies, reference = 'barcode' } = match.row
  if (category !== 'account_id' || identifies !== true) return match
  const id = path === '/api_url' ? /\d+(?=\/?$)/.exec(match.value)?.[0] : match.value
  return { ...match, value: `${reference}:${id}` }
}

function complete(
  { identifiers, references = [] }: Person,
  { data }: PlatformEvent,
  consents: readonly ConsentStatement[],
): Person {
  const [, ofNotification] = /\/events\/(\d+)\//.exec(String(valueAt(data, '/api_url'))) ?? []
  const event = valueAt(data, '/event_id') ?? ofNotification
  const isBuyer = references.some(({ object }) => object === 'order')
  return {
    identifiers,
    references: references.map(({ object, id }) => ({
      object,
      id: id.slice(object.length + 1),
      // An attendee is only found within its event.
      ...(object === 'attendee' && typeof event === 'string' && { within: { event } }),
    })),
    ...(isBuyer && consents.length > 0 && { consents }),
  }
}

/** Without a contact list nobody was asked, and `false` says nothing. */
function consentsOf({ data }: PlatformEvent): readonly ConsentStatement[] {
  const preference = (name: string) => valueAt(data, `/contact_list_preferences/${name}`)
  const choice = preference('has_opted_in')
  if (typeof choice !== 'boolean' || preference('has_contact_list') === false) return []
  return [{ channel: 'email', purpose: 'marketing', state: choice ? 'granted' : 'withdrawn' }]
}
