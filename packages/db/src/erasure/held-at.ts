import type { Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { activeHolds, type HoldNode } from '../people/active-holds.ts'

/** What is held of a person, until the transaction ends. */
export interface PersonHolds {
  readonly holds: readonly HoldNode[]
  /** Nothing of the person may go, wherever it is from. */
  readonly isWhole: boolean
  /** Integrations from which nothing of the person may go. */
  readonly integrationIds: readonly string[]
}

/** What is held of these members of a person; no hold begins before the transaction ends. */
export async function heldAt(
  executor: Executor,
  controllerId: string,
  memberIds: readonly string[],
  now: Date,
): Promise<PersonHolds> {
  await keepHolds(executor, controllerId)
  const members = new Set(memberIds)
  const active = await activeHolds(executor, controllerId, now)
  const holds = active.filter(({ subjectId }) => subjectId === null || members.has(subjectId))
  return {
    holds,
    isWhole: holds.some(({ integrationId }) => integrationId === null),
    integrationIds: holds.flatMap(({ integrationId }) => integrationId ?? []),
  }
}
