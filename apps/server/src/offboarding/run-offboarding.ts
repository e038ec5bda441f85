import { advanceOffboarding } from '@conduit/db/offboarding'
import type { Services } from '../services.ts'

/** An offboarding to be gone on with. */
export interface OffboardingJob {
  readonly controllerId: string
  readonly id: string
}

/** A job that takes longer is given up by the queue. */
const longestRun = 600_000

/**
 * Goes on with an offboarding, as far as one job goes.
 * @returns whether there is more to do at once
 */
export async function runOffboarding(services: Services, ref: OffboardingJob): Promise<boolean> {
  const { administration, database, keyring, clock, elapsed, erasureLedger } = services
  const end = elapsed() + longestRun
  const context = { database, keyring, ledger: erasureLedger ?? undefined }
  const step = await advanceOffboarding(context, ref, clock, () => elapsed() < end)
  // Others remember for some seconds who holds a key; this server need not.
  administration.onChange()
  return step === 'stopped'
}
