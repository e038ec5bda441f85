import type { Database, Executor } from '../database/database.ts'
import type { RowRef } from '../schema/row-ref.ts'

/** What a batch came to: the last row that it looked at, how many it looked at, and how many of them are swept. */
export interface Batch extends RowRef {
  readonly seen: number
  readonly count: number
}

const first: RowRef = {
  controllerId: '00000000-0000-0000-0000-000000000000',
  id: '00000000-0000-0000-0000-000000000000',
}

/**
 * Sweeps rows by their primary key, each batch in a transaction of its own.
 *
 * @param mostAtOnce rows of a batch: one that looked at fewer was the last
 * @param sweepSome the batch behind a row; undefined: there is none
 * @returns how many are swept
 */
export async function sweepInOrder(
  database: Database,
  mostAtOnce: number,
  sweepSome: (executor: Executor, after: RowRef) => Promise<Batch | undefined>,
): Promise<number> {
  let swept = 0
  let after: RowRef | null = first
  while (after !== null) {
    const from: RowRef = after
    const batch = await database.maintenance(executor => sweepSome(executor, from))
    swept += batch?.count ?? 0
    after = batch === undefined || batch.seen < mostAtOnce ? null : batch
  }
  return swept
}
