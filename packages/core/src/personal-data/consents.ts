import type { ConsentStatement, Person, PersonalData, PlatformEvent } from '../delivery.ts'

/**
 * The same personal data, with what an event says of consent added to its people: to all who can be
 * found again, or to those of them whom it concerns.
 *
 * @param concerns whose choice it was; default: everybody's
 * @example withConsents(personalData(tables.pii, event), marketingConsent(event, 'email'))
 */
export function withConsents(
  { fields, people }: PersonalData,
  consents: readonly ConsentStatement[],
  concerns: (person: Person) => boolean = () => true,
): PersonalData {
  if (consents.length === 0) return { fields, people }
  const isMeant = (person: Person) => person.identifiers.length > 0 && concerns(person)
  return {
    fields,
    people: people.map(person => (isMeant(person) ? { ...person, consents } : person)),
  }
}

/** What an event of the meaning `consent.*` says of marketing on a channel; of any other, nothing. */
export function marketingConsent(
  { meaning }: Pick<PlatformEvent, 'meaning'>,
  channel: string,
): readonly ConsentStatement[] {
  const states = { 'consent.granted': 'granted', 'consent.withdrawn': 'withdrawn' } as const
  if (meaning !== 'consent.granted' && meaning !== 'consent.withdrawn') return []
  return [{ channel, purpose: 'marketing', state: states[meaning] }]
}
