import { countOwnRecords, eraseOwnRecords, type OwnCounts } from '@conduit/db/erasure'
import { countAccountRecords, eraseAccountRecords } from '@conduit/db/offboarding'
import {
  freezePlan,
  noteOwnErased,
  openPlanning,
  type Planning,
  postponePlanning,
  redactionTarget,
  settleRedaction,
  wakeRedaction,
} from '@conduit/db/redactions'
import type { Services } from '../services.ts'
import { idsOfObject } from './ids-of-object.ts'
import { planAtPlatform } from './plan-at-platform.ts'

/** A redaction to be gone on with. */
export interface RedactionJob {
  readonly controllerId: string
  readonly id: string
}

/** A job that takes longer is given up by the queue. */
const longestRun = 600_000

/**
 * Goes on with a redaction: asks the integrations for its plan, begins it when its time has come, and when
 * all platforms have ended, or work on it for days, erases our own rows and the person's key. Of one that has
 * ended it goes on with what was kept and has come due. What was done is kept, so whoever comes
 * next goes on from there. Nothing is called inside a transaction.
 *
 * @returns in how many seconds there is more to do; null: there is not, or its tasks come first
 * @throws {ConduitError} `unavailable`
 */
export async function advanceRedaction(
  services: Services,
  ref: RedactionJob,
): Promise<{ readonly afterSeconds: number } | null> {
  const { administration, elapsed } = services
  const end = elapsed() + longestRun
  const isTime = () => elapsed() < end
  const planning = await openPlanning(administration, ref)
  if (planning !== null) return await plan(services, planning, isTime)
  const { erasureLedger, adapters } = services
  await wakeRedaction(administration, ref, erasureLedger ?? undefined, (name, object) =>
    idsOfObject(adapters.get(name)?.adapter.tables.pii ?? [], object),
  )
  if ((await settleRedaction(administration, ref)) !== 'own_records') return null
  if (!(await eraseOwn(services, ref, isTime))) return { afterSeconds: 0 }
  await settleRedaction(administration, ref)
  return null
}

async function plan(
  services: Services,
  opened: Planning,
  isTime: () => boolean,
): Promise<{ readonly afterSeconds: number } | null> {
  const { administration, clock } = services
  let planning = opened
  for (const { integrationId } of opened.lookups) {
    const lookup = planning.lookups.find(each => each.integrationId === integrationId)
    if (lookup === undefined || lookup.outcome !== 'waiting') continue
    if (!isTime()) return { afterSeconds: 0 }
    if (lookup.nextTryAt !== null && lookup.nextTryAt > clock()) continue
    const moved = await planAtPlatform(services, planning, lookup)
    if (moved === null) return null
    planning = moved
  }
  const next = nextTime(planning, clock())
  if (next !== null) {
    await postponePlanning(administration, planning, next)
    return { afterSeconds: Math.max(Math.ceil((next.getTime() - clock().getTime()) / 1_000), 0) }
  }
  await freezePlan(administration, planning, await countOwn(services, planning))
  return null
}

/** How many of our own rows it is about, by kind. */
async function countOwn({ database }: Services, { row }: Planning): Promise<OwnCounts> {
  const { controllerId, members: subjectIds, integrationId, scope } = row
  if (scope === 'account' && integrationId !== null)
    return await countAccountRecords(database, { controllerId, integrationId })
  if (subjectIds.length === 0) return {}
  return await countOwnRecords(database, { controllerId, subjectIds, integrationId })
}

/** When the first of the integrations that wait is due; null: none waits. */
function nextTime({ lookups }: Planning, now: Date): Date | null {
  const times = lookups
    .filter(({ outcome }) => outcome === 'waiting')
    .map(({ nextTryAt }) => (nextTryAt ?? now).getTime())
  return times.length === 0 ? null : new Date(Math.max(Math.min(...times), now.getTime()))
}

/** @returns whether all is erased */
async function eraseOwn(
  { administration, database, keyring, clock, erasureLedger }: Services,
  ref: RedactionJob,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const { scope, subjectIds, integrationId } = await redactionTarget(database, ref)
  const { controllerId, id: redactionId } = ref
  const actor = { type: 'job', id: null }
  const context = { database, keyring, ledger: erasureLedger ?? undefined }
  const by = { controllerId, redactionId, actor, at: clock() }
  const { result, holds } =
    scope === 'account' && integrationId !== null
      ? await eraseAccountRecords(context, { ...by, integrationId }, mayGoOn)
      : await eraseOwnRecords(context, { ...by, subjectIds, integrationId }, mayGoOn)
  if (result === null) return false
  await noteOwnErased(administration, ref, { result, holds })
  return true
}
