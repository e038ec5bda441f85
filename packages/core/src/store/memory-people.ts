import type { KeyedHash } from '@conduit/privacy'
import type { MemorySuppressions } from './memory-suppressions.ts'
import { type RecordedConsent, recordedConsents } from './recorded-consent.ts'
import {
  type OccurrenceOrigin,
  occurrencesOf,
  resolve,
  subjectIds,
  type TokenOwner,
} from './resolve.ts'
import type {
  ActivityRecord,
  Controller,
  DeliveryRecord,
  FieldRecord,
  PersonRecord,
} from './store.ts'

/** An activity as `memoryStore` keeps it. */
export interface MemoryActivity
  extends Pick<
    ActivityRecord,
    | 'id'
    | 'position'
    | 'type'
    | 'meaning'
    | 'scope'
    | 'account'
    | 'occurredAt'
    | 'path'
    | 'verification'
    | 'eventHash'
    | 'want'
  > {
  readonly deliveryId: string
  readonly controller: Controller
  readonly integrationId: string
  readonly fields: readonly (FieldRecord & { readonly source: 'request' | 'fetched' })[]
  /** Ids of the data subjects it speaks of. */
  readonly subjects: readonly string[]
  /** Null: nothing was to be read. */
  readonly fetch: 'waiting' | 'done' | 'skipped' | 'failed' | null
}

/** A data subject as `memoryStore` keeps it. */
export interface MemorySubject {
  /** `person-1`, in the order in which they appeared. */
  readonly id: string
  /** The tokens by which it is found. */
  readonly tokens: Set<KeyedHash>
}

/** The people of a `memoryStore`. */
export interface MemoryPeople {
  readonly subjects: readonly MemorySubject[]
  /** What they said of consent. */
  readonly consents: readonly RecordedConsent[]
  /** Finds or makes the subject of each person that has a token, and keeps what it said of consent. */
  remember(origin: OccurrenceOrigin, people: readonly PersonRecord[]): readonly string[]
}

/** Makes the people of a `memoryStore`; who is who is decided by the rules of every store. */
export function memoryPeople({ entries }: Pick<MemorySuppressions, 'entries'>): MemoryPeople {
  const subjects = new Map<string, MemorySubject>()
  const owners = new Map<KeyedHash, TokenOwner>()
  const bases = new Map<KeyedHash, readonly string[]>()
  const consents: RecordedConsent[] = []
  const linked = new Set<string>()
  const unverifiedOf = ({ subjectId, isVerified }: TokenOwner): number | null => {
    if (isVerified || linked.has(subjectId)) return null
    return subjects.get(subjectId)?.tokens.size ?? null
  }
  return {
    consents,
    get subjects() {
      return [...subjects.values()]
    },
    remember: (origin, people) => {
      const occurrences = occurrencesOf(origin, people)
      const known = new Map<KeyedHash, TokenOwner | null>()
      for (const { hash, older } of occurrences.flatMap(({ tokens }) => tokens)) {
        for (const each of [hash, ...older]) {
          const owner = owners.get(each)
          if (owner !== undefined) known.set(each, { ...owner, unverified: unverifiedOf(owner) })
          if (entries.has(each)) known.set(each, null)
        }
      }
      let next = subjects.size
      const resolution = resolve(
        occurrences,
        known,
        subjectIds(() => `person-${++next}`),
        bases,
      )
      for (const id of resolution.created.keys()) subjects.set(id, { id, tokens: new Set() })
      for (const [token, { subjectId, isVerified }] of [
        ...resolution.tokens,
        ...resolution.verified,
      ]) {
        subjects.get(owners.get(token)?.subjectId ?? '')?.tokens.delete(token)
        owners.set(token, { subjectId, isVerified, unverified: null })
        subjects.get(subjectId)?.tokens.add(token)
      }
      for (const { base, subjectId } of resolution.bases)
        bases.set(base, [...(bases.get(base) ?? []), subjectId])
      for (const { subjectA, subjectB } of resolution.links) linked.add(subjectA).add(subjectB)
      for (const [index, occurrence] of occurrences.entries()) {
        const subject = resolution.subjects[index]
        if (subject != null) consents.push(...recordedConsents(occurrence, subject))
      }
      return resolution.subjects.filter(subject => subject !== null)
    },
  }
}

/** An activity of a delivery, with the subjects that it speaks of. */
export function newActivity(
  delivery: Pick<DeliveryRecord, 'id' | 'controller' | 'integrationId' | 'verification'>,
  activity: ActivityRecord,
  subjects: readonly string[],
): MemoryActivity {
  const source = delivery.verification === 'fetched' ? 'fetched' : 'request'
  const {
    keys: _keys,
    areKeysKept: _kept,
    people: _people,
    requests: _requests,
    ...rest
  } = activity
  const { fields, ...kept } = rest
  return {
    ...kept,
    deliveryId: delivery.id,
    controller: delivery.controller,
    integrationId: delivery.integrationId,
    fields: fields.map(field => ({ ...field, source })),
    subjects,
    fetch: activity.want === null ? null : 'waiting',
  }
}

/** References are in clear until a store seals them; this store has nothing to seal them with. */
export function withoutPlaintext(activities: readonly ActivityRecord[]): readonly ActivityRecord[] {
  const plaintext = new Uint8Array()
  return activities.map(activity => ({
    ...activity,
    people: activity.people.map(person => ({
      ...person,
      references: person.references.map(reference => ({ ...reference, plaintext })),
    })),
  }))
}
