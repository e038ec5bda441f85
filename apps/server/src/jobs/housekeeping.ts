import { ensurePartitions, sweep } from '@conduit/db'
import type { LogMessage } from '../logging/log-fields.ts'
import type { Services } from '../services.ts'

/**
 * What is due once a day: partitions of the months ahead, rows whose time is over, and requests that were
 * answered though nobody had checked who asks. What a controller keeps no longer goes last, since it may
 * take minutes.
 */
export async function keepHouse({ database, clock, logger, metrics }: Services): Promise<void> {
  const now = clock()
  await ensurePartitions(database, now)
  const { noteUnchecked } = await import('@conduit/db/requests')
  await noteUnchecked(database, now)
  if (await sweep(database, now)) {
    const { sweepRetention } = await import('@conduit/db/retention')
    await sweepRetention(database, now)
  } else {
    metrics.sweepLeftOut()
    logger.warn({}, 'nothing swept: the clock has jumped' satisfies LogMessage)
  }
  logger.info('housekeeping done')
}
