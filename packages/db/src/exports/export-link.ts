import { randomBytes } from 'node:crypto'
import { ConduitError } from '@conduit/core'
import { hashKey } from '@conduit/core/host'
import { eq, sql } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { endExports } from '../requests/end-exports.ts'
import { whyNotGood } from '../requests/person-of-request.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import { requestKeyOf } from '../requests/request-key.ts'
import { dataExports } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { unwrapExportKey } from './export-key.ts'
import { type ExportNode, isOver, shownExport } from './list-exports.ts'

/** A link to a copy. */
export interface ExportLink {
  readonly export: ExportNode
  /** `cex_` and 32 random bytes, base64url. Shown once, stored as its SHA-256. */
  readonly secret: string
}

/**
 * Makes the link by which a copy can be had; the one before leads nowhere any more.
 *
 * @throws {ConduitError} `not_found`; `conflict`: it is not ready, or its time is over; its request or its
 *   person has changed
 */
export async function createExportLink(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<ExportLink> {
  return await database.transaction(async executor => {
    const at = now()
    const [row] = await executor
      .select()
      .from(dataExports)
      .where(isRow(dataExports, ref))
      .for('update')
    if (row === undefined) throw notFound('copy')
    if (row.status !== 'ready') throw conflict('not_ready', `the copy is ${row.status}`)
    if (isOver(row, at)) throw conflict('not_ready', 'the time of the copy is over')
    const why = await whyNotGood(executor, row)
    if (why !== null) throw conflict(why, 'it is not of this request and person any more')
    const secret = `cex_${randomBytes(32).toString('base64url')}`
    const [linked] = await executor
      .update(dataExports)
      .set({ linkHash: hashKey(secret) })
      .where(isRow(dataExports, ref))
      .returning()
    if (linked === undefined) throw notFound('copy')
    await audit(executor, actor, at, 'data_export.link_created', ref)
    return { export: shownExport(linked), secret }
  })
}

/** A copy that somebody downloads. */
export interface OpenedExport extends RowRef {
  readonly key: Uint8Array
  readonly parts: number
  readonly readyAt: Date
}

/**
 * Opens the copy that a link leads to, and notes that it was downloaded.
 *
 * @param secret from outside
 * @returns null, whatever is the reason: there is no such link, another one took its place, or its time is
 *   over
 */
export async function openExportLink(
  { database, keyring, now }: AdministrationContext,
  secret: string,
): Promise<OpenedExport | null> {
  return await database.transaction(async executor => {
    const at = now()
    const [row] = await executor
      .select()
      .from(dataExports)
      .where(eq(dataExports.linkHash, hashKey(secret)))
      .for('update')
    if (row === undefined || row.status !== 'ready' || isOver(row, at)) return null
    const { controllerId, id, requestId, wrapped, parts, readyAt } = row
    if (wrapped === null || readyAt === null) return null
    if ((await whyNotGood(executor, row)) !== null) return null
    const controller = await selectController(executor, controllerId)
    const request =
      controller === null ? null : await requestKeyOf(executor, keyring, controller, requestId)
    if (request === null) return null
    await executor
      .update(dataExports)
      .set({ downloads: sql`${dataExports.downloads} + 1` })
      .where(isRow(dataExports, { controllerId, id }))
    const actor = { type: 'link', id: null }
    const asked = { controllerId, id: requestId }
    await noteRequestEvents(executor, [{ request: asked, at, kind: 'copy_downloaded', actor }])
    await audit(executor, actor, at, 'data_export.downloaded', { controllerId, id })
    const key = unwrapExportKey({ controllerId, id }, request.key, wrapped)
    return { controllerId, id, key, parts, readyAt }
  })
}

/**
 * Deletes a copy, whether it is collected or can be had.
 * @throws {ConduitError} `not_found`; `conflict`: it has ended before
 */
export async function deleteExport(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<ExportNode> {
  return await database.transaction(async executor => {
    const end = { status: 'deleted', reason: null } as const
    const ended = await endExports(executor, ref.controllerId, eq(dataExports.id, ref.id), end)
    const [row] = await executor.select().from(dataExports).where(isRow(dataExports, ref))
    if (row === undefined) throw notFound('copy')
    if (ended.length === 0) throw conflict('ended', 'nothing is kept of it any more')
    await audit(executor, actor, now(), 'data_export.deleted', ref)
    return shownExport(row)
  })
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id }: RowRef,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action, objectType: 'data_export', objectId: id },
  })
}

function conflict(code: string, reason: string): ConduitError {
  return new ConduitError('conflict', { reason: `${code}: ${reason}` })
}
