import {
  isProvenOccurrence,
  isSuppressed,
  knownPerson,
  type Occurrence,
  suppressedToken,
  type TokenOwner,
} from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'
import { type FoundPeople, findPeople, refKey, unverifiedRefKey } from './find-people.ts'
import { makePeopleEpochs } from './people-epoch.ts'
import type { Era, PeopleMemory } from './people-memory.ts'

const maxTries = 4

/**
 * What is known of these people: remembered where it can be, and else looked up in one round trip.
 * All of it is of one epoch for each controller.
 *
 * @returns null: people change too fast to be remembered
 */
export async function recallPeople(
  executor: Executor,
  memory: PeopleMemory,
  occurrences: readonly Occurrence[],
): Promise<FoundPeople | null> {
  const { missing, ...recalled } = recall(memory, occurrences)
  if (missing.length === 0) {
    return { ...recalled, bases: new Map(), wrapped: new Map(), hasReference: () => true }
  }
  let unknown = missing
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await findPeople(executor, unknown)
    const strangers = controllersOf(unknown).filter(id => !found.epochs.has(id))
    if (strangers.length > 0) {
      await makePeopleEpochs(executor, strangers)
      continue
    }
    learn(memory, unknown, found)
    const looked = new Set(unknown)
    const rest = recall(
      memory,
      occurrences.filter(occurrence => !looked.has(occurrence)),
    )
    // What was remembered before may be of an epoch that the look-up has ended.
    const isOfOneEpoch =
      rest.missing.length === 0 &&
      [...found.epochs].every(([id, epoch]) => memory.eraOf(id)?.epoch === epoch)
    if (isOfOneEpoch) return together(memory, rest, found)
    unknown = recall(memory, occurrences).missing
  }
  return null
}

/** What is remembered of people, and those of whom not everything is. */
interface Recalled extends Pick<FoundPeople, 'epochs'> {
  readonly tokens: Map<KeyedHash, TokenOwner | null>
  readonly missing: readonly Occurrence[]
}

function recall(memory: PeopleMemory, occurrences: readonly Occurrence[]): Recalled {
  const epochs = new Map<string, string>()
  const tokens = new Map<KeyedHash, TokenOwner | null>()
  const missing: Occurrence[] = []
  for (const occurrence of occurrences) {
    const controllerId = occurrence.controller.id
    const era = memory.eraOf(controllerId)
    const isKnown = era !== undefined && recallOne(memory, era, occurrence, tokens)
    if (isKnown) epochs.set(controllerId, era.epoch)
    else missing.push(occurrence)
  }
  return { epochs, tokens, missing }
}

/**
 * Is everything about this person remembered: who it is, and that its references are sealed? A token
 * that nothing has verified never is: whoever verifies it takes it, and no epoch tells of that.
 */
function recallOne(
  memory: PeopleMemory,
  era: Era,
  occurrence: Occurrence,
  known: Map<KeyedHash, TokenOwner | null>,
): boolean {
  for (const { hash } of occurrence.tokens) {
    const owner = memory.ownerOf(era, hash)
    if (owner === undefined) return false
    known.set(hash, owner)
  }
  if (occurrence.references.length === 0) return true
  if (suppressedToken(occurrence, known) !== undefined) return true
  const subjectId = knownPerson(occurrence, known)
  if (subjectId === undefined) return true
  for (const { token } of occurrence.references) {
    if (!isReferenceRemembered(memory, era, occurrence, token, subjectId)) return false
  }
  return true
}

function isReferenceRemembered(
  memory: PeopleMemory,
  era: Era,
  occurrence: Occurrence,
  token: KeyedHash,
  subjectId: string,
): boolean {
  if (memory.has(era, refKey(occurrence, token, subjectId))) return true
  if (isProvenOccurrence(occurrence)) return false
  return memory.has(era, unverifiedRefKey(occurrence, token, subjectId))
}

function learn(
  memory: PeopleMemory,
  occurrences: readonly Occurrence[],
  { epochs, tokens, hasReference }: FoundPeople,
): void {
  for (const [controllerId, epoch] of epochs) memory.enter(controllerId, epoch)
  for (const occurrence of occurrences) {
    const controllerId = occurrence.controller.id
    const owner = { controllerId, epoch: epochs.get(controllerId) ?? '' }
    const nameOf = isProvenOccurrence(occurrence) ? refKey : unverifiedRefKey
    for (const token of occurrence.tokens) {
      const found = isSuppressed(token, tokens) ? null : tokens.get(token.hash)
      if (found === null || found?.isVerified) memory.keepToken(owner, token.hash, found)
      if (found == null) continue
      for (const { token: reference } of occurrence.references) {
        if (!hasReference(occurrence, reference, found.subjectId)) continue
        memory.keepName(owner, nameOf(occurrence, reference, found.subjectId))
      }
    }
  }
}

/** What was looked up, and what is remembered of the rest. */
function together(memory: PeopleMemory, rest: Recalled, found: FoundPeople): FoundPeople {
  if (rest.tokens.size === 0) return found
  return {
    ...found,
    tokens: new Map([...rest.tokens, ...found.tokens]),
    epochs: new Map([...found.epochs, ...rest.epochs]),
    hasReference: (occurrence, token, subjectId) => {
      if (found.hasReference(occurrence, token, subjectId)) return true
      const era = memory.eraOf(occurrence.controller.id)
      return era !== undefined && isReferenceRemembered(memory, era, occurrence, token, subjectId)
    },
  }
}

function controllersOf(occurrences: readonly Occurrence[]): readonly string[] {
  return [...new Set(occurrences.map(({ controller }) => controller.id))]
}
