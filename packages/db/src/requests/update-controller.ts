import { ConduitError } from '@conduit/core'
import { isTimezone, type LawProfile } from '@conduit/privacy/clock'
import { eq } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { notFound } from '../errors/not-found.ts'
import { dataControllers } from '../schema/index.ts'
import { holidaysOf } from './controller-clock.ts'

/** What changes of a controller. Absent: stays as it is. */
export interface ControllerChanges {
  readonly lawProfiles?: readonly LawProfile[]
  /** IANA. */
  readonly timezone?: string
  /** `DE-BY`; null: no holidays. */
  readonly holidayCalendar?: string | null
}

/**
 * Changes by what a controller's deadlines are made. Those that are made already stay as they are.
 * @throws {ConduitError} `invalid`: no law at all, no such time zone or calendar; `not_found`
 */
export async function updateController(
  { database, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
  changes: ControllerChanges,
): Promise<void> {
  const faults = await faultsOf(changes)
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not a controller', faults })
  const { lawProfiles, ...rest } = changes
  const set = {
    ...rest,
    ...(lawProfiles !== undefined && { lawProfiles: [...new Set(lawProfiles)] }),
  }
  if (Object.keys(set).length === 0) return
  await database.transaction(async executor => {
    const changed = await executor
      .update(dataControllers)
      .set(set)
      .where(eq(dataControllers.controllerId, controllerId))
      .returning({ id: dataControllers.controllerId })
    if (changed.length === 0) throw notFound('data controller')
    await writeAudit(executor, {
      ...{ at: now(), controllerId, actor, action: 'data_controller.updated' },
      ...{ objectType: 'data_controller', objectId: controllerId },
      details: { changed: Object.keys(set) },
    })
  })
}

async function faultsOf({ lawProfiles, timezone, holidayCalendar }: ControllerChanges) {
  const isLawless = lawProfiles?.length === 0
  const isNowhere = timezone !== undefined && !isTimezone(timezone)
  const isUnknown = holidayCalendar != null && (await holidaysOf(holidayCalendar)) === null
  return [
    ...(isLawless ? [{ pointer: '/lawProfiles', detail: 'must name a law' }] : []),
    ...(isNowhere ? [{ pointer: '/timezone', detail: 'must be a time zone, Europe/Berlin' }] : []),
    ...(isUnknown
      ? [
          {
            pointer: '/holidayCalendar',
            detail: 'must be a country, or a part or place of one, DE-BY',
          },
        ]
      : []),
  ]
}
