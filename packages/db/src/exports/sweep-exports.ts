import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { endExports } from '../requests/end-exports.ts'
import { dataExports } from '../schema/index.ts'

const mostAtOnce = 20

/**
 * Destroys copies whose time is over. They cannot be had any more before that.
 * @returns how many
 */
export async function sweepExports(database: Database, now: Date): Promise<number> {
  for (let swept = 0; ; ) {
    const some = await database.maintenance(async executor => {
      const over = await executor
        .select({ controllerId: dataExports.controllerId, id: dataExports.id })
        .from(dataExports)
        .where(and(eq(dataExports.status, 'ready'), lte(dataExports.expiresAt, now)))
        .orderBy(asc(dataExports.controllerId), asc(dataExports.id))
        .limit(mostAtOnce)
        .for('update')
      for (const controllerId of new Set(over.map(each => each.controllerId))) {
        const ids = over.flatMap(each => (each.controllerId === controllerId ? [each.id] : []))
        const end = { status: 'expired', reason: null } as const
        await endExports(executor, controllerId, inArray(dataExports.id, ids), end)
      }
      return over.length
    })
    swept += some
    if (some < mostAtOnce) return swept
  }
}
