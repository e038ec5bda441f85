import { encodeId } from '@conduit/core/host'
import { type ActivityNode, listActivities } from '@conduit/db'
import { addToExport, type Collection, recordsAt } from '@conduit/db/exports'
import type { Services } from '../services.ts'
import { sourceOf } from './ask-platform.ts'
import type { ExportedActivity } from './export-format.ts'
import { fits, piecesOf } from './pieces.ts'

/** Stands where all activities are in. */
const done = 'done'
const pageLength = 100

/**
 * Takes the activities of a person at one integration into a copy, page by page, as far as they fit.
 *
 * @param isTime false: what is left comes at another time
 * @returns null: somebody else collects the copy, or it has ended
 */
export async function collectRecords(
  services: Services,
  collection: Collection,
  integrationId: string,
  isTime: () => boolean,
): Promise<Collection | null> {
  let current: Collection | null = collection
  while (current !== null && isTime() && hasMoreRecords(current, integrationId))
    current = await nextPage(services, current, integrationId)
  return current
}

/** Are there activities that are to be taken in? */
export function hasMoreRecords(collection: Collection, integrationId: string): boolean {
  const { isIncluded, recordsAfter } = sourceOf(collection, integrationId)
  return isIncluded && recordsAfter !== done
}

async function nextPage(
  { administration, database }: Services,
  collection: Collection,
  integrationId: string,
): Promise<Collection | null> {
  const { controllerId, subjectId, members } = collection.row
  const source = sourceOf(collection, integrationId)
  const filter = { controllerIds: [controllerId], dataSubjectId: subjectId, integrationId }
  const page = { first: pageLength, after: source.recordsAfter }
  const { edges, pageInfo } = await listActivities(database, filter, page)
  const texts = edges.map(({ node }) => JSON.stringify(exported(node, subjectId)))
  const bytes = Buffer.from(texts.join(','))
  const isFitting = fits(collection.row, bytes.length)
  const records = source.records + (isFitting ? edges.length : 0)
  if (isFitting && pageInfo.hasNextPage)
    return await addToExport(administration, collection, {
      ...{ kind: 'activities', integrationId, things: [piecesOf(bytes)] },
      source: { records, recordsAfter: pageInfo.endCursor },
    })
  // The statements of consent are in by themselves.
  const all = await recordsAt(database, controllerId, members, integrationId)
  const rest = isFitting ? 0 : await restOf(database, filter, source.records)
  return await addToExport(administration, collection, {
    ...{ kind: 'activities', integrationId, things: isFitting ? [piecesOf(bytes)] : [] },
    source: { records: all - rest, recordsLeftOut: rest, recordsAfter: done },
  })
}

async function restOf(
  database: Services['database'],
  filter: Parameters<typeof listActivities>[1],
  records: number,
): Promise<number> {
  const { totalCount } = await listActivities(database, filter, { first: 1 })
  return (await totalCount()) - records
}

/** Only what is known to be of the person itself: an event may tell of others too. */
function exported(node: ActivityNode, subjectId: string): ExportedActivity {
  const { controllerId, id, receivedAt, occurredAt, type, meaning, verification } = node
  return {
    id: encodeId('activity', controllerId, id),
    receivedAt: receivedAt.toISOString(),
    occurredAt: occurredAt?.toISOString() ?? null,
    ...{ type, meaning, verification },
    fields: node.fields
      .filter(field => field.subjectId === subjectId)
      .map(({ path, category }) => ({ path, category })),
  }
}
