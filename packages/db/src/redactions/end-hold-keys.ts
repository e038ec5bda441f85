import { writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { ErasureLedger } from '../erasure/erasure-ledger.ts'
import { writeDown } from '../erasure/write-down.ts'
import { dropHoldKeys } from '../hold-keys/drop-hold-keys.ts'
import { tasksWithKeys } from '../hold-keys/tasks-with-keys.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { isKept } from './hold-keys.ts'
import { hasFailed, isOpen, type TaskRow } from './redaction-node.ts'
import { lockedRedaction, tasksOf } from './redaction-rows.ts'

const job = { type: 'job', id: null } as const

/**
 * Destroys the keys of a redaction that has ended whose objects are gone, with what they sealed, and writes
 * that down in the ledger. What stays, and what may be tried again, keeps its key.
 */
export async function endHoldKeys(
  { database, now }: AdministrationContext,
  ledger: ErasureLedger | undefined,
  ref: RowRef,
): Promise<void> {
  await database.transaction(async executor => {
    const row = await lockedRedaction(executor, ref)
    if (isOpen(row)) return
    const keys = await tasksWithKeys(executor, ref)
    if (keys.size === 0) return
    const over = (await tasksOf(executor, ref)).filter(each => keys.has(each.id) && isOver(each))
    if (over.length === 0) return
    const { controllerId, id: redactionId } = ref
    const at = now()
    const taskIds = over.map(({ id }) => id)
    await dropHoldKeys(executor, controllerId, taskIds)
    await writeAudit(executor, {
      ...{ at, controllerId, actor: job, action: 'redaction.hold_keys_destroyed' },
      ...{ objectType: 'redaction', objectId: redactionId, details: { count: taskIds.length } },
    })
    await writeDown(executor, ledger, {
      ...{ controllerId, redactionId, at, taskIds },
      ...{ subjectIds: [], integrationId: null, tokens: [] },
    })
  })
}

function isOver(task: TaskRow): boolean {
  return task.state === 'done' && !isKept(task) && !hasFailed(task)
}
