import { ensurePartitions, sweep } from '@conduit/db'
import type { LogMessage } from '../logging/log-fields.ts'
import type { Services } from '../services.ts'

/** What is due once a day: partitions of the months ahead, and rows whose time is over. */
export async function keepHouse({ database, clock, logger, metrics }: Services): Promise<void> {
  const now = clock()
  await ensurePartitions(database, now)
  if (!(await sweep(database, now))) {
    metrics.sweepLeftOut()
    logger.warn({}, 'nothing swept: the clock has jumped' satisfies LogMessage)
  }
  logger.info('housekeeping done')
}
