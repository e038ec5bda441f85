import {
  isProvenOccurrence,
  knownPerson,
  type Occurrence,
  suppressedToken,
  type TokenOwner,
} from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { LRUCache } from 'lru-cache'
import { type FoundPeople, refKey, unverifiedRefKey } from './find-people.ts'

/** What is remembered of a controller's people holds for one epoch. */
interface Era {
  readonly epoch: string
}

interface Remembered<Value> {
  readonly era: Era
  readonly value: Value
}

/** Whose memory it is, and of which epoch. */
export interface Owner {
  readonly controllerId: string
  readonly epoch: string
}

/** What is remembered of people, and those of whom not everything is. */
export interface Recalled extends Pick<FoundPeople, 'epochs' | 'tokens'> {
  readonly missing: readonly Occurrence[]
}

/** What a recorder remembers of people; it can be forgotten, controller by controller. */
export interface PeopleMemory {
  /**
   * Everything about these people: who they are, and that their references are sealed. A token that
   * nothing has verified is never remembered: whoever verifies it takes it, and no epoch tells of that.
   */
  recall(occurrences: readonly Occurrence[]): Recalled
  /** Under which everything of this controller was read; undefined: nothing was. */
  epochOf(controllerId: string): string | undefined
  /** Is a reference sealed, as far as is remembered? */
  hasReference: FoundPeople['hasReference']
  /** Is something else in the database, as far as is remembered: a link? */
  hasName(controllerId: string, name: string): boolean
  /** Begins with an epoch, unless it is the present one; all of another epoch is forgotten. */
  enter(controllerId: string, epoch: string): void
  /** Remembers what was read or written under an epoch, if that is still the present one: of verified tokens alone. */
  keepToken(owner: Owner, token: KeyedHash, tokenOwner: TokenOwner | null): void
  keepName(owner: Owner, name: string): void
  forget(controllerId: string): void
}

const maxControllers = 10_000
const maxTokens = 50_000
const maxNames = 50_000

/** Makes an empty memory. */
export function peopleMemory(): PeopleMemory {
  const eras = new LRUCache<string, Era>({ max: maxControllers })
  const tokens = new LRUCache<KeyedHash, Remembered<TokenOwner | null>>({ max: maxTokens })
  const names = new LRUCache<string, Era>({ max: maxNames })

  /** Is all of one person remembered? Adds who is known by each token; null: suppressed. */
  const recallOne = (
    era: Era,
    occurrence: Occurrence,
    known: Map<KeyedHash, TokenOwner | null>,
  ): boolean => {
    for (const { hash } of occurrence.tokens) {
      const found = tokens.get(hash)
      if (found?.era !== era) return false
      known.set(hash, found.value)
    }
    if (occurrence.references.length === 0) return true
    if (suppressedToken(occurrence, known) !== undefined) return true
    const subjectId = knownPerson(occurrence, known)
    if (subjectId === undefined) return true
    return occurrence.references.every(({ token }) => hasIn(era, occurrence, token, subjectId))
  }
  const hasIn = (
    era: Era,
    occurrence: Occurrence,
    token: KeyedHash,
    subjectId: string,
  ): boolean => {
    if (names.get(refKey(occurrence, token, subjectId)) === era) return true
    if (isProvenOccurrence(occurrence)) return false
    return names.get(unverifiedRefKey(occurrence, token, subjectId)) === era
  }

  return {
    recall: occurrences => {
      const epochs = new Map<string, string>()
      const known = new Map<KeyedHash, TokenOwner | null>()
      const missing: Occurrence[] = []
      for (const occurrence of occurrences) {
        const controllerId = occurrence.controller.id
        const era = eras.get(controllerId)
        const isKnown = era !== undefined && recallOne(era, occurrence, known)
        if (isKnown) epochs.set(controllerId, era.epoch)
        else missing.push(occurrence)
      }
      return { epochs, tokens: known, missing }
    },
    epochOf: controllerId => eras.get(controllerId)?.epoch,
    hasReference: (occurrence, token, subjectId) => {
      const era = eras.get(occurrence.controller.id)
      return era !== undefined && hasIn(era, occurrence, token, subjectId)
    },
    hasName: (controllerId, name) => {
      const era = eras.get(controllerId)
      return era !== undefined && names.get(name) === era
    },
    enter: (controllerId, epoch) => {
      if (eras.get(controllerId)?.epoch !== epoch) eras.set(controllerId, { epoch })
    },
    keepToken: ({ controllerId, epoch }, token, value) => {
      const era = eras.get(controllerId)
      if (era?.epoch === epoch) tokens.set(token, { era, value })
    },
    keepName: ({ controllerId, epoch }, name) => {
      const era = eras.get(controllerId)
      if (era?.epoch === epoch) names.set(name, era)
    },
    forget: controllerId => {
      eras.delete(controllerId)
    },
  }
}
