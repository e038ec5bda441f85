import { isSuppressed, type Occurrence } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'
import { type FoundPeople, findPeople, refKey } from './find-people.ts'
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
  if (missing.length === 0) return { ...recalled, wrapped: nothing, hasReference: () => true }
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

const nothing: ReadonlyMap<string, Uint8Array> = new Map()

/** What is remembered of people, and those of whom not everything is. */
interface Recalled extends Pick<FoundPeople, 'epochs'> {
  readonly tokens: Map<KeyedHash, string | null>
  readonly missing: readonly Occurrence[]
}

function recall(memory: PeopleMemory, occurrences: readonly Occurrence[]): Recalled {
  const epochs = new Map<string, string>()
  const tokens = new Map<KeyedHash, string | null>()
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

/** Is everything about this person remembered: who it is, and that its references are sealed? */
function recallOne(
  memory: PeopleMemory,
  era: Era,
  occurrence: Occurrence,
  known: Map<KeyedHash, string | null>,
): boolean {
  let strongest: string | null | undefined
  let isSuppressed = false
  for (const { hash } of occurrence.tokens) {
    const subjectId = memory.subjectOf(era, hash)
    if (subjectId === undefined) return false
    if (strongest === undefined) strongest = subjectId
    if (subjectId === null) isSuppressed = true
    known.set(hash, subjectId)
  }
  if (isSuppressed || strongest == null) return true
  for (const { token } of occurrence.references) {
    if (!memory.has(era, refKey(occurrence, token, strongest))) return false
  }
  return true
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
    for (const token of occurrence.tokens) {
      const subjectId = isSuppressed(token, tokens) ? null : tokens.get(token.hash)
      if (subjectId !== undefined) memory.keepToken(owner, token.hash, subjectId)
      if (subjectId == null) continue
      for (const { token: reference } of occurrence.references) {
        if (!hasReference(occurrence, reference, subjectId)) continue
        memory.keepName(owner, refKey(occurrence, reference, subjectId))
      }
    }
  }
}

/** What was looked up, and what is remembered of the rest. */
function together(memory: PeopleMemory, rest: Recalled, found: FoundPeople): FoundPeople {
  if (rest.tokens.size === 0) return found
  return {
    ...found,
    tokens: new Map([...found.tokens, ...rest.tokens]),
    epochs: new Map([...found.epochs, ...rest.epochs]),
    hasReference: (occurrence, token, subjectId) => {
      if (found.hasReference(occurrence, token, subjectId)) return true
      const era = memory.eraOf(occurrence.controller.id)
      return era !== undefined && memory.has(era, refKey(occurrence, token, subjectId))
    },
  }
}

function controllersOf(occurrences: readonly Occurrence[]): readonly string[] {
  return [...new Set(occurrences.map(({ controller }) => controller.id))]
}
