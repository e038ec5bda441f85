import { ConduitError } from '@conduit/core'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { plainWords } from '../database/plain-words.ts'
import { notFound } from '../errors/not-found.ts'
import { issueAgain } from '../receipts/issue-receipts.ts'
import { recipientNotices } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import type { NoticeNode } from './list-notices.ts'

/** What became of a notice. */
interface NoticeEnd {
  readonly outcome: NonNullable<NoticeNode['outcome']>
  /** What shows that it was told, as the number of a ticket; or why it cannot be, or is out of proportion. */
  readonly note: string
}

/**
 * Notes that a recipient was told, or why it is not. Erasures of the request that have ended get a receipt
 * that says so.
 *
 * @throws {ConduitError} `invalid`: no note, or one that could be an address; `not_found`;
 *   `conflict`: it was done before
 */
export async function completeNotice(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { outcome, note }: NoticeEnd,
): Promise<NoticeNode> {
  const words = wordsOf(note)
  const said = outcome === 'notified' ? { proof: words } : { reason: words }
  return await database.transaction(async executor => {
    const at = now()
    const table = recipientNotices
    const [before] = await executor.select().from(table).where(isRow(table, ref)).for('update')
    if (before === undefined) throw notFound('notice')
    if (before.outcome !== null)
      throw new ConduitError('conflict', { reason: 'already_done: it was done before' })
    const by = { doneByType: actor.type, doneById: actor.id, doneAt: at }
    const [row] = await executor
      .update(table)
      .set({ ...by, ...said, outcome })
      .where(isRow(table, ref))
      .returning()
    if (row === undefined) throw notFound('notice')
    const { controllerId, id } = row
    await writeAudit(executor, {
      ...{ at, controllerId, actor, action: 'recipient_notice.completed' },
      ...{ objectType: 'recipient_notice', objectId: id, details: { result: outcome } },
    })
    await issueAgain(executor, actor, { controllerId, id: row.requestId }, at)
    return row
  })
}

/** @throws {ConduitError} `invalid` */
function wordsOf(note: string): string {
  const words = plainWords('/input/note', note)
  if (words !== null) return words
  const faults = [{ pointer: '/input/note', detail: 'must not be empty' }]
  throw new ConduitError('invalid', { reason: 'not an end', faults })
}
