import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { dataSubjectRequests } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { noteRequestEvents } from './request-events.ts'
import { factsOf } from './request-facts.ts'
import { type RequestAct, requestState } from './request-state.ts'

/**
 * Leads a request on as its erasure goes on, inside that transaction. What cannot be done as it stands,
 * since somebody led it by hand, is left out.
 */
export async function leadRequest(
  executor: Executor,
  actor: Actor,
  { controllerId, id }: RowRef,
  at: Date,
  acts: readonly RequestAct[],
): Promise<void> {
  const table = dataSubjectRequests
  const isMine = isRow(table, { controllerId, id })
  const [row] = await executor.select().from(table).where(isMine).for('update')
  if (row === undefined) return
  let { status, stage } = row
  for (const act of acts) {
    const state = requestState({ status, stage }, act, factsOf(row, at))
    if ('next' in state) ({ status, stage } = state.next)
  }
  if (stage === row.stage) return
  await executor.update(table).set({ status, stage }).where(isMine)
  const request = { controllerId, id }
  await noteRequestEvents(executor, [{ request, at, kind: 'moved', actor, details: { stage } }])
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'data_subject_request.moved' },
    ...{ objectType: 'data_subject_request', objectId: id, details: { status, step: stage } },
  })
}
