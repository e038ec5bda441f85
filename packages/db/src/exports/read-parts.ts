import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { dataExportParts } from '../schema/index.ts'
import { openPart } from './export-key.ts'
import type { OpenedExport } from './export-link.ts'

type Kind = (typeof dataExportParts)['$inferSelect']['kind']

/** A piece of a copy, in clear. */
export interface OpenedPart {
  readonly text: Uint8Array
  /** It goes on with what the piece before began. */
  readonly isMore: boolean
}

/** A piece has a mebibyte at most. */
const mostAtOnce = 4

/**
 * Reads what an integration brought to a copy, a few pieces at a time.
 *
 * @param integrationId null: what belongs to none
 * @throws {ConduitError} `unavailable`; `not_found`: it was deleted meanwhile
 */
export async function* readParts(
  database: Database,
  { controllerId, id, key }: OpenedExport,
  kind: Kind,
  integrationId: string | null,
): AsyncGenerator<OpenedPart, void, void> {
  const table = dataExportParts
  for (let after = -1; ; ) {
    const rows = await database.run(executor =>
      executor
        .select()
        .from(table)
        .where(
          and(
            eq(table.controllerId, controllerId),
            eq(table.exportId, id),
            gt(table.position, after),
            eq(table.kind, kind),
            integrationId === null
              ? isNull(table.integrationId)
              : eq(table.integrationId, integrationId),
          ),
        )
        .orderBy(asc(table.position))
        .limit(mostAtOnce),
    )
    for (const { position, sealed, isMore } of rows) {
      yield { text: openPart(key, { controllerId, id }, position, sealed), isMore }
      after = position
    }
    if (rows.length < mostAtOnce) return
  }
}
