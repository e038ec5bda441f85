import { isSuppressed, type Occurrence } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'
import { type FoundPeople, findPeople, refKey } from './find-people.ts'
import { makePeopleEpochs } from './people-epoch.ts'
import type { PeopleMemory } from './people-memory.ts'

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
  for (let tries = 0; tries < maxTries; tries += 1) {
    const missing = occurrences.filter(occurrence => !isRemembered(memory, occurrence))
    const found = await findPeople(executor, missing)
    const strangers = controllersOf(missing).filter(id => !found.epochs.has(id))
    if (strangers.length > 0) {
      await makePeopleEpochs(executor, strangers)
      continue
    }
    learn(memory, missing, found)
    const looked = new Set(missing)
    const rest = occurrences.filter(occurrence => !looked.has(occurrence))
    // What was remembered before may be of an epoch that the look-up has ended.
    const isOfOneEpoch =
      rest.every(occurrence => isRemembered(memory, occurrence)) &&
      [...found.epochs].every(([id, epoch]) => memory.epochOf(id) === epoch)
    if (isOfOneEpoch) return together(memory, rest, found)
  }
  return null
}

/** Is everything about this person remembered: who it is, and that its references are sealed? */
function isRemembered(memory: PeopleMemory, occurrence: Occurrence): boolean {
  const { controller, tokens, references } = occurrence
  const subjects = tokens.map(({ hash }) => memory.subjectOf(controller.id, hash))
  if (subjects.includes(undefined)) return false
  const [subjectId] = subjects // the strongest
  if (subjects.includes(null) || subjectId == null) return true
  return references.every(({ token }) =>
    memory.has(controller.id, refKey(occurrence, token, subjectId)),
  )
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
function together(
  memory: PeopleMemory,
  remembered: readonly Occurrence[],
  found: FoundPeople,
): FoundPeople {
  if (remembered.length === 0) return found
  const tokens = new Map(found.tokens)
  const epochs = new Map(found.epochs)
  for (const { controller, tokens: ofPerson } of remembered) {
    const epoch = memory.epochOf(controller.id)
    if (epoch !== undefined) epochs.set(controller.id, epoch)
    for (const { hash } of ofPerson) keepKnown(tokens, hash, memory.subjectOf(controller.id, hash))
  }
  return {
    ...found,
    tokens,
    epochs,
    hasReference: (occurrence, token, subjectId) =>
      found.hasReference(occurrence, token, subjectId) ||
      memory.has(occurrence.controller.id, refKey(occurrence, token, subjectId)),
  }
}

function keepKnown(
  tokens: Map<KeyedHash, string | null>,
  hash: KeyedHash,
  subjectId: string | null | undefined,
): void {
  if (subjectId !== undefined) tokens.set(hash, subjectId)
}

function controllersOf(occurrences: readonly Occurrence[]): readonly string[] {
  return [...new Set(occurrences.map(({ controller }) => controller.id))]
}
