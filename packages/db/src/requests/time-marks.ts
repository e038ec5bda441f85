import { and, asc, isNotNull, lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { dataSubjectRequests } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { noteRequestEvents } from './request-events.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** The times of a request that are noted, as parts of the time that it has. */
const marks = [
  { kind: 'half_of_time', share: 0.5 },
  { kind: 'most_of_time', share: 0.8 },
  { kind: 'overdue', share: 1 },
] as const

const job = { type: 'job', id: null } as const
const mostAtOnce = 200

/** When the next part of a request's time is over; null: all of it is. */
export function nextMark(
  { receivedAt, dueAt }: Pick<Row, 'receivedAt' | 'dueAt'>,
  after: Date,
): Date | null {
  return (
    marks.map(({ share }) => markOf({ receivedAt, dueAt }, share)).find(at => at > after) ?? null
  )
}

/**
 * Notes of which requests half, four fifths or all of the time is over, each once for each deadline.
 * @returns how many were noted
 */
export async function noteTimeMarks(database: Database, now: Date): Promise<number> {
  for (let noted = 0; ; ) {
    const { found, fresh } = await noteSome(database, now)
    noted += fresh
    if (found < mostAtOnce) return noted
  }
}

async function noteSome(database: Database, now: Date) {
  return await database.transaction(async executor => {
    const table = dataSubjectRequests
    const rows = await executor
      .select()
      .from(table)
      .where(and(isNotNull(table.nextMarkAt), lte(table.nextMarkAt, now)))
      .orderBy(asc(table.nextMarkAt))
      .limit(mostAtOnce)
      .for('update', { skipLocked: true })
    const noted = await noteRequestEvents(
      executor,
      rows.flatMap(row =>
        marks
          .filter(({ share }) => markOf(row, share) <= now)
          .map(({ kind }) => ({
            ...{ request: row, at: now, kind, actor: job },
            ...{ details: { dueAt: row.dueAt.toISOString() }, once: row.dueAt.toISOString() },
          })),
      ),
    )
    for (const row of rows) {
      await executor
        .update(table)
        .set({ nextMarkAt: nextMark(row, now) })
        .where(isRow(table, row))
    }
    return { found: rows.length, fresh: noted.length }
  })
}

function markOf({ receivedAt, dueAt }: Pick<Row, 'receivedAt' | 'dueAt'>, share: number): Date {
  const length = dueAt.getTime() - receivedAt.getTime()
  return new Date(receivedAt.getTime() + length * share)
}
