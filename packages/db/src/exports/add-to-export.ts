import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { whyNotGood } from '../requests/person-of-request.ts'
import { dataExportParts, dataExportSources, dataExports } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { sealPart, sealTargets } from './export-key.ts'
import { type CollectedSource, type Collection, failExport } from './open-collection.ts'

type Export = (typeof dataExports)['$inferSelect']

/** What a step of collecting adds. */
export interface Addition {
  /** Things, each in pieces, in their order. The summary is the last one: the copy is ready with it. */
  readonly things?: readonly (readonly Uint8Array[])[]
  /** Default: a document. */
  readonly kind?: 'document' | 'activities' | 'summary'
  readonly integrationId?: string
  /** What changes of that integration. */
  readonly source?: Partial<Omit<CollectedSource, 'controllerId' | 'exportId' | 'integrationId'>>
}

/** So long a copy can be had. */
const keptMilliseconds = 7 * 86_400_000

/**
 * Adds to a copy what a step brought, in one transaction: parts, and what became of the integration.
 *
 * @returns the collection as it is now; null: somebody else collects it, or it has ended
 */
export async function addToExport(
  { database, now }: AdministrationContext,
  collection: Collection,
  addition: Addition,
): Promise<Collection | null> {
  const { kind, integrationId, source } = addition
  const parts = partsOf(addition)
  const { row } = collection
  const bytes = row.bytes + parts.reduce((sum, { piece }) => sum + piece.length, 0)
  return await database.transaction(async executor => {
    const at = now()
    const isLast = kind === 'summary'
    const counts = { version: row.version + 1, parts: row.parts + parts.length, bytes }
    const [moved] = await executor
      .update(dataExports)
      .set({ ...counts, ...(isLast && readySince(at)) })
      .where(isAsKnown(row))
      .returning()
    if (moved === undefined) return null
    const why = await whyNotGood(executor, moved)
    if (why !== null) {
      await failExport(executor, moved, at, why)
      return null
    }
    await insertParts(executor, collection, addition)
    if (integrationId !== undefined && source !== undefined)
      await changeSource(executor, collection, integrationId, source)
    if (isLast) await settle(executor, moved, at)
    return {
      ...collection,
      row: { ...row, ...counts },
      sources: collection.sources.map(each =>
        each.integrationId === integrationId ? { ...each, ...source } : each,
      ),
    }
  })
}

/** Says when a copy is to be collected further. */
export async function postponeExport(
  { database }: Pick<AdministrationContext, 'database'>,
  { row }: Collection,
  nextRunAt: Date,
): Promise<void> {
  await database.run(executor =>
    executor.update(dataExports).set({ nextRunAt }).where(isAsKnown(row)),
  )
}

function isAsKnown({ controllerId, id, version }: Collection['row']) {
  return and(
    isRow(dataExports, { controllerId, id }),
    eq(dataExports.version, version),
    eq(dataExports.status, 'collecting'),
  )
}

function readySince(at: Date): Partial<Export> {
  const expiresAt = new Date(at.getTime() + keptMilliseconds)
  return { status: 'ready', readyAt: at, expiresAt, nextRunAt: null, tokens: null }
}

async function insertParts(
  executor: Executor,
  { row, key }: Collection,
  addition: Addition,
): Promise<void> {
  const { kind = 'document', integrationId } = addition
  const ref = { controllerId: row.controllerId, id: row.id }
  for (const [index, { piece, isMore }] of partsOf(addition).entries()) {
    const position = row.parts + index
    await executor.insert(dataExportParts).values({
      ...{ controllerId: ref.controllerId, exportId: ref.id, position, kind },
      ...{ integrationId: integrationId ?? null, isMore },
      sealed: sealPart(key, ref, position, piece),
    })
  }
}

/** The pieces of all things; the first of each begins a thing. */
function partsOf({ things = [] }: Pick<Addition, 'things'>) {
  return things.flatMap(pieces => pieces.map((piece, index) => ({ piece, isMore: index > 0 })))
}

async function changeSource(
  executor: Executor,
  { row, key }: Collection,
  integrationId: string,
  { targets, ...changes }: NonNullable<Addition['source']>,
): Promise<void> {
  const { controllerId, id } = row
  const sealed =
    targets == null ? targets : sealTargets(key, { controllerId, id }, integrationId, targets)
  await executor
    .update(dataExportSources)
    .set({ ...changes, ...(sealed !== undefined && { targets: sealed }) })
    .where(and(isSourceOf(row), eq(dataExportSources.integrationId, integrationId)))
}

/** What was found is not needed any more. */
async function settle(executor: Executor, row: Export, at: Date): Promise<void> {
  const { controllerId, id, parts } = row
  await executor.update(dataExportSources).set({ targets: null }).where(isSourceOf(row))
  await writeAudit(executor, {
    ...{ at, controllerId, actor: { type: 'job', id: null }, action: 'data_export.ready' },
    ...{ objectType: 'data_export', objectId: id, details: { count: parts } },
  })
}

function isSourceOf({ controllerId, id }: Pick<Export, 'controllerId' | 'id'>) {
  return and(eq(dataExportSources.controllerId, controllerId), eq(dataExportSources.exportId, id))
}
