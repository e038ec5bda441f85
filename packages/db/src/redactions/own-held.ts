import { encodeId } from '@conduit/core/host'
import { uuidv7 } from 'uuidv7'
import type { Executor } from '../database/database.ts'
import type { HoldNode } from '../people/active-holds.ts'
import { integrationsOfPerson } from '../requests/integrations-of-person.ts'
import { freshTask, type NewTaskRow, type RedactionRow } from './redaction-node.ts'
import { taskKey } from './redaction-seal.ts'

/** The object of what holds of integrations keep of our own rows. */
export const ownHeld = 'own_records_held'

/** What of our own rows holds of single integrations keep of a person. */
export interface OwnKept {
  readonly retained: readonly string[]
  readonly justification: string
  /** When the first of the holds ends; null: nobody knows. */
  readonly until: Date | null
}

/** @returns null: nothing is kept by a hold of an integration */
export async function ownKept(
  executor: Executor,
  { controllerId, members }: Pick<RedactionRow, 'controllerId' | 'members'>,
  holds: readonly HoldNode[],
): Promise<OwnKept | null> {
  const places = await integrationsOfPerson(executor, controllerId, members)
  const seen = new Set(places.flatMap(({ id, isSeen }) => (isSeen ? [id] : [])))
  const keeping = holds.filter(
    ({ integrationId }) => integrationId !== null && seen.has(integrationId),
  )
  const [first] = keeping
  if (first === undefined) return null
  const ids = new Set(keeping.flatMap(({ integrationId }) => integrationId ?? []))
  const retained = [...ids]
    .toSorted()
    .map(id => `what came from ${encodeId('integration', controllerId, id)}`)
  return { retained, justification: first.basis, until: earliest(keeping) }
}

/** What is kept, as a task of its own. */
export function ownHeldTask(
  { controllerId, id: redactionId }: RedactionRow,
  { retained, justification, until }: OwnKept,
): NewTaskRow {
  const task = {
    ...{ redactionId, integrationId: null, object: ownHeld, reference: null },
    action: 'keep' as const,
  }
  return {
    ...freshTask,
    ...{ ...task, controllerId, id: uuidv7(), position: 1, target: null, key: taskKey(task) },
    ...{ expected: 'exempt', reason: 'held', retained: [...retained], justification, until },
  }
}

function earliest(holds: readonly HoldNode[]): Date | null {
  return holds.reduce<Date | null>(
    (first, { endsAt }) => (endsAt !== null && (first === null || endsAt < first) ? endsAt : first),
    null,
  )
}
