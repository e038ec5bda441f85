import type { Keyring } from '@conduit/privacy'
import { type ReceiptFile, signReceipt } from '@conduit/privacy/merkle'
import { and, desc, inArray, isNull } from 'drizzle-orm'
import { logSigner } from '../audit/audit-keys.ts'
import { proveEntry } from '../audit/prove-audit.ts'
import type { Database } from '../database/database.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { auditEntries, redactionReceipts } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'

/** A receipt as it was written down. */
export type ReceiptNode = (typeof redactionReceipts)['$inferSelect']

const table = redactionReceipts

/** The newest receipts of redactions: each time that one ends it gets another. */
export async function receiptsOfRedactions(
  database: Database,
  controllerIds: readonly string[],
  redactionIds: readonly string[],
): Promise<readonly ReceiptNode[]> {
  return await database.run(executor =>
    executor
      .selectDistinctOn([table.redactionId])
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.redactionId, [...redactionIds]),
          isNull(table.taskId),
        ),
      )
      .orderBy(table.redactionId, desc(table.id)),
  )
}

/** The newest receipts of tasks. */
export async function receiptsOfTasks(
  database: Database,
  controllerIds: readonly string[],
  taskIds: readonly string[],
): Promise<readonly ReceiptNode[]> {
  return await database.run(executor =>
    executor
      .selectDistinctOn([table.taskId])
      .from(table)
      .where(
        and(ofControllers(table.controllerId, controllerIds), inArray(table.taskId, [...taskIds])),
      )
      .orderBy(table.taskId, desc(table.id)),
  )
}

/**
 * A receipt as it is handed out: signed with the audit log's active key, and proven as soon as a
 * checkpoint covers its entry.
 */
export async function receiptFile(
  { database, keyring }: { readonly database: Database; readonly keyring: Keyring },
  { controllerId, entryId, text }: ReceiptNode,
): Promise<ReceiptFile> {
  const receipt = JSON.parse(text) as ReceiptFile['receipt']
  const signature = signReceipt(text, logSigner(keyring, controllerId))
  const seq = await seqOf(database, { controllerId, id: entryId })
  const proven = seq === null ? null : await proveEntry(database, controllerId, seq)
  if (proven === null) return { receipt, signature, entry: null, proof: null, checkpoint: null }
  const { entry, proof, checkpoint } = proven
  return { receipt, signature, entry, proof, checkpoint }
}

async function seqOf(database: Database, ref: RowRef): Promise<number | null> {
  const [row] = await database.run(executor =>
    executor.select({ seq: auditEntries.seq }).from(auditEntries).where(isRow(auditEntries, ref)),
  )
  return row?.seq ?? null
}
