import { type IntegrationRef, pauseLeft } from '@conduit/core/host'
import { currentIntegration } from '../integrations/current-integration.ts'
import { accessTo } from '../platforms/access-to.ts'
import type { Services } from '../services.ts'

/** A run is short, so that others get their turn. */
const mostInRun = 50

/**
 * Tells an integration's platform what is due, and looks at what was told. One call comes after the
 * other, none in a transaction: before each it is asked whether the decision still holds, and what came
 * of it is noted before the next. So it does not matter which of several jobs finds it, or where one ended.
 *
 * @param jobId who acts, for the audit log
 * @returns whether there may be more to do at once
 * @throws {ConduitError} `unavailable`: the database cannot be reached
 */
export async function tellPlatform(
  services: Services,
  ref: IntegrationRef,
  jobId: string,
): Promise<boolean> {
  const { database, store, adapters, clock, logger } = services
  // A start does not load what is told later.
  const { claimPropagation, releasePropagation } = await import('@conduit/db/propagations')
  const { endTellings } = await import('@conduit/db/propagations')
  const { tellOne } = await import('../propagations/tell-one.ts')
  const actor = { type: 'job', id: jobId }
  const { adapter, status } = await currentIntegration(database, ref)
  if (status === 'removed') await endTellings(database, actor, ref, clock())
  // Switched off, or its adapter is: what waits is found again when it is back.
  const running = adapters.get(adapter)
  if (status !== 'enabled' || running === undefined) return false
  // It wants to be left alone, whoever it told so.
  if (pauseLeft(await store.queue.lastReport(ref), clock()) > 0) return false
  let count = 0
  for (; count < mostInRun; count += 1) {
    const claimed = await claimPropagation(database, ref, clock())
    if (claimed === null) break
    try {
      const access = await accessTo(services, running, ref)
      await tellOne({ services, running, access, actor }, claimed)
    } finally {
      // Where it cannot be given back it ends by itself.
      await releasePropagation(database, claimed).catch(() => undefined)
    }
  }
  if (count > 0) logger.info({ adapter, events: count }, 'consents told')
  return count === mostInRun
}
