import type { KeyedHash } from '@conduit/privacy'
import { type KnownTokens, occurrencesOf, suppressedToken } from './resolve.ts'
import type { ActivityRecord, DeliveryRecord } from './store.ts'
import { dealtAt, type SuppressedPeople } from './suppressed.ts'

/** An identifier of which nothing is to be tied to anybody, as `memoryStore` keeps it. */
export interface MemorySuppression {
  readonly token: KeyedHash
  readonly effectiveFrom: Date
  /** How many events showed it since. */
  readonly hits: number
  /** Since when an event says that its person deals with the controller again; null: none does. */
  readonly reviewSince: Date | null
}

/** The suppressed identifiers of a `memoryStore`. */
export interface MemorySuppressions {
  readonly entries: ReadonlyMap<KeyedHash, MemorySuppression>
  add(tokens: Iterable<KeyedHash>, effectiveFrom: Date): void
  /** Who of these activities is suppressed. */
  among(delivery: Origin, activities: readonly Speaking[]): SuppressedPeople
  /** Counts the suppressed people of events that are new. */
  count(delivery: Origin, activities: readonly Speaking[]): void
}

type Origin = Pick<DeliveryRecord, 'controller' | 'integrationId' | 'receivedAt'>
type Speaking = Pick<ActivityRecord, 'id' | 'verification' | 'meaning' | 'occurredAt' | 'people'>

/** Makes an empty list; who is suppressed is decided by the rules of every store. */
export function memorySuppressions(): MemorySuppressions {
  const entries = new Map<KeyedHash, MemorySuppression>()
  const known: Pick<KnownTokens, 'get'> = {
    get: token => (entries.has(token) ? null : undefined),
  }
  const hitsOf = (
    { controller, integrationId, receivedAt: seenAt }: Origin,
    { id: activityId, verification, people }: Speaking,
  ) => {
    const origin = { controller, integrationId, activityId, verification, seenAt }
    return occurrencesOf(origin, people).flatMap(occurrence => {
      const token = suppressedToken(occurrence, known)
      return token === undefined ? [] : [{ token, person: occurrence.index }]
    })
  }
  return {
    entries,
    add: (tokens, effectiveFrom) => {
      for (const token of tokens) {
        if (entries.has(token)) continue
        entries.set(token, { token, effectiveFrom, hits: 0, reviewSince: null })
      }
    },
    among: (delivery, activities) =>
      new Map(
        activities.flatMap(activity => {
          const hits = hitsOf(delivery, activity)
          if (hits.length === 0) return []
          return [[activity.id, new Set(hits.map(({ person }) => person))]]
        }),
      ),
    count: (delivery, activities) => {
      for (const activity of activities) {
        const at = dealtAt(activity)
        for (const { token } of hitsOf(delivery, activity)) {
          const entry = [token.hash, ...token.older].flatMap(each => entries.get(each) ?? [])[0]
          if (entry === undefined) continue
          const isNew = at !== null && at > entry.effectiveFrom
          const reviewSince = entry.reviewSince ?? (isNew ? delivery.receivedAt : null)
          entries.set(entry.token, { ...entry, hits: entry.hits + 1, reviewSince })
        }
      }
    },
  }
}
