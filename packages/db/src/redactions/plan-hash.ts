import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { LookupNode, RedactionRow, TaskRow } from './redaction-node.ts'

/**
 * The hash of a plan: SHA-256 over canonical JSON (RFC 8785) of all that an officer is shown of it. Who
 * approves the hash approves what is done, and nothing else.
 *
 * @param lookups in any order
 * @param tasks in any order
 */
export function planHashOf(
  { requestId, subjectId, members, own, integrationId, scope }: RedactionRow,
  lookups: readonly LookupNode[],
  tasks: readonly TaskRow[],
): string {
  const plan = {
    ...{ requestId, subjectId, members, own },
    ...(integrationId !== null && { integrationId }),
    ...(scope === 'account' && { scope }),
    lookups: sortedBy(lookups.map(plannedLookup), ({ integrationId }) => integrationId),
    tasks: sortedBy(tasks.map(plannedTask), ({ id }) => id),
  }
  const text = canonicalize(plan)
  if (text === undefined) throw new TypeError('a plan without canonical form')
  return createHash('sha256').update(text).digest('hex')
}

function plannedLookup({ integrationId, isSeen, outcome, reason, endedAt }: LookupNode) {
  return { integrationId, isSeen, outcome, reason, endedAt: endedAt?.toISOString() ?? null }
}

function plannedTask(task: TaskRow) {
  const { id, integrationId, position, object, reference, action, expected, key } = task
  const { retained, justification, until, instructions, actionAfter } = task
  return {
    ...(actionAfter !== null && { actionAfter }),
    ...{ id, integrationId, position, object, reference, action, expected, key },
    ...{ retained, justification, until: until?.toISOString() ?? null, instructions },
  }
}

function sortedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}
