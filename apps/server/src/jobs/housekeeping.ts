import { ensurePartitions, sweepQuarantine, sweepSeenKeys } from '@conduit/db'
import type { Services } from '../services.ts'

/** What is due once a day: partitions of the months ahead, and rows whose time is over. */
export async function keepHouse({ database, clock, logger }: Services): Promise<void> {
  const now = clock()
  await ensurePartitions(database, now)
  await sweepSeenKeys(database, now)
  await sweepQuarantine(database, now)
  logger.info('housekeeping done')
}
