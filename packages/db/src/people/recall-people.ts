import { isProvenOccurrence, isSuppressed, type Occurrence } from '@conduit/core/host'
import type { Executor } from '../database/database.ts'
import { type FoundPeople, findPeople, refKey, unverifiedRefKey } from './find-people.ts'
import { makePeopleEpochs } from './people-epoch.ts'
import type { PeopleMemory, Recalled } from './people-memory.ts'

const maxTries = 4

/** What is known of people of whom everything is remembered; null: not of all of them. */
export function allRemembered({ missing, ...recalled }: Recalled): FoundPeople | null {
  if (missing.length > 0) return null
  return { ...recalled, bases: new Map(), wrapped: new Map(), hasReference: () => true }
}

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
  const recalled = memory.recall(occurrences)
  const remembered = allRemembered(recalled)
  if (remembered !== null) return remembered
  let unknown = recalled.missing
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await findPeople(executor, unknown)
    const strangers = controllersOf(unknown).filter(id => !found.epochs.has(id))
    if (strangers.length > 0) {
      await makePeopleEpochs(executor, strangers)
      continue
    }
    learn(memory, unknown, found)
    const looked = new Set(unknown)
    const rest = memory.recall(occurrences.filter(occurrence => !looked.has(occurrence)))
    // What was remembered before may be of an epoch that the look-up has ended.
    const isOfOneEpoch =
      rest.missing.length === 0 &&
      [...found.epochs].every(([id, epoch]) => memory.epochOf(id) === epoch)
    if (isOfOneEpoch) return together(memory, rest, found)
    unknown = memory.recall(occurrences).missing
  }
  return null
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
    hasReference: (...of) => found.hasReference(...of) || memory.hasReference(...of),
  }
}

function controllersOf(occurrences: readonly Occurrence[]): readonly string[] {
  return [...new Set(occurrences.map(({ controller }) => controller.id))]
}
