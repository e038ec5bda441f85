import type { Occurrence, Resolution } from './resolve.ts'
import type { ActivityRecord, DeliveryRecord, PersonRecord } from './store.ts'

/** Who of each activity is suppressed: places among its people, by its id. Of all others nothing stands here. */
export type SuppressedPeople = ReadonlyMap<string, ReadonlySet<number>>

/** Who of these is suppressed, as they were resolved. */
export function suppressedPeople(
  occurrences: readonly Occurrence[],
  { subjects }: Pick<Resolution, 'subjects'>,
): SuppressedPeople {
  if (!subjects.includes(null)) return nobody
  const people = new Map<string, Set<number>>()
  for (const [place, { activityId, index }] of occurrences.entries()) {
    if (subjects[place] !== null) continue
    people.set(activityId, (people.get(activityId) ?? new Set()).add(index))
  }
  return people
}

/**
 * A delivery as it is kept: without whatever is of suppressed people. What it says of others stays. An
 * event of which nobody is left who could be found keeps its type, meaning and times alone: no field, no
 * id by which the platform would show whose it was, and nothing to be read.
 */
export function withoutSuppressed(
  delivery: DeliveryRecord,
  suppressed: SuppressedPeople,
): DeliveryRecord {
  const { activities } = delivery
  if (!activities.some(({ id }) => suppressed.has(id))) return delivery
  const platformDeliveryId = activities.every(each => isNobodyLeft(each, suppressed))
    ? null
    : delivery.platformDeliveryId
  return {
    ...delivery,
    platformDeliveryId,
    activities: activities.map(each => activityWithout(each, suppressed)),
  }
}

/** Speaks something of suppressed people, and of nobody else who can be found? */
export function isNobodyLeft(
  { id, people }: Pick<ActivityRecord, 'id' | 'people'>,
  suppressed: SuppressedPeople,
  firstPerson = 0,
): boolean {
  const gone = suppressed.get(id)
  if (gone === undefined) return false
  return people.every(({ tokens }, index) => tokens.length === 0 || gone.has(firstPerson + index))
}

function activityWithout(activity: ActivityRecord, suppressed: SuppressedPeople): ActivityRecord {
  const gone = suppressed.get(activity.id)
  if (gone === undefined) return activity
  const people = activity.people.map((person, index) => (gone.has(index) ? noPerson : person))
  const fields = activity.fields.filter(({ person }) => person === null || !gone.has(person))
  if (!isNobodyLeft(activity, suppressed)) return { ...activity, people, fields }
  return { ...activity, people, fields: [], eventHash: null, want: null }
}

/**
 * When an event shows that somebody begins to deal with the controller, or deals with it again; null: it
 * does not, or nothing proves it.
 */
export function dealtAt({
  verification,
  meaning,
  occurredAt,
}: Pick<ActivityRecord, 'verification' | 'meaning' | 'occurredAt'>): Date | null {
  if (verification !== 'signed' && verification !== 'fetched') return null
  return dealings.has(meaning) ? occurredAt : null
}

const dealings: ReadonlySet<string> = new Set(['subject.created', 'transaction', 'consent.granted'])
const noPerson: PersonRecord = { tokens: [], references: [], consents: [] }
const nobody: SuppressedPeople = new Map()
