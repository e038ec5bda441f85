import { type IntegrationRef, isErasedByHand, pauseLeft } from '@conduit/core/host'
import type { Actor } from '@conduit/db'
import { currentIntegration } from '../integrations/current-integration.ts'
import { accessTo } from '../platforms/access-to.ts'
import type { Services } from '../services.ts'

/** A run is short, so that others get their turn. */
const mostInRun = 50

/**
 * Erases at an integration's platform what is due, and looks at what was erased. One call comes after the
 * other, none in a transaction: before each it is asked whether it may still be made, and what came of it
 * is noted before the next. So it does not matter which of several jobs finds it, or where one ended.
 *
 * @param jobId who acts, for the audit log
 * @returns whether there may be more to do at once
 * @throws {ConduitError} `unavailable`: the database cannot be reached
 */
export async function eraseAtPlatform(
  services: Services,
  ref: IntegrationRef,
  jobId: string,
): Promise<boolean> {
  const { database, store, adapters, clock, logger } = services
  // A start does not load what is erased later.
  const { claimTask, releaseTask } = await import('@conduit/db/redactions')
  const { adapter, status } = await currentIntegration(database, ref)
  // Switched off, or its adapter is: what waits is found again when it is back.
  if (status === 'disabled' || (status === 'enabled' && !adapters.has(adapter))) return false
  // It wants to be left alone, whoever it told so.
  if (pauseLeft(await store.queue.lastReport(ref), clock()) > 0) return false
  const work = await workerAt(services, ref, { type: 'job', id: jobId })
  let count = 0
  for (; count < mostInRun; count += 1) {
    const claimed = await claimTask(database, ref, clock())
    if (claimed === null) break
    try {
      await work(claimed)
    } finally {
      // Where it cannot be given back it ends by itself.
      await releaseTask(database, claimed).catch(() => undefined)
    }
  }
  if (count > 0) logger.info({ adapter, events: count }, 'objects erased')
  return count === mostInRun
}

/** What does a task at an integration: what cannot be done there any more is given up. */
async function workerAt(services: Services, ref: IntegrationRef, actor: Actor) {
  const { eraseOne, giveUp } = await import('../redactions/erase-one.ts')
  type Claimed = Parameters<typeof eraseOne>[1]
  const { adapter, status } = await currentIntegration(services.database, ref)
  const running = services.adapters.get(adapter)
  const givingUp = (reason: string) => (claimed: Claimed) =>
    giveUp({ services, actor }, claimed, reason)
  if (status === 'removed' || running === undefined) return givingUp('integration_removed')
  const { redact } = running.adapter
  if (redact === undefined || isErasedByHand(running.adapter)) return givingUp('not_supported')
  return async (claimed: Claimed) => {
    const access = await accessTo(services, running, ref)
    if (access === null) return await giveUp({ services, actor }, claimed, 'no_access')
    await eraseOne({ services, running, access, redact, actor }, claimed)
  }
}
