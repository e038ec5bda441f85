import { ConduitError } from '@conduit/core'
import { uuidv7 } from 'uuidv7'
import { type Actor, type AuditDetails, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { controllerOffboardings } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { type OffboardingNode, openOffboarding, shownOffboarding } from './offboarding-rows.ts'

/** What is to be taken away before an organisation is deleted. */
export const offboardingExports = ['record_of_processing', 'audit_log', 'consents'] as const

/** One of {@link offboardingExports}, as it was taken away. */
export interface TakenExport {
  readonly kind: (typeof offboardingExports)[number]
  /** Of the file, hexadecimal. */
  readonly sha256: string
}

const usualDays = 30
const longestDays = 365
const day = 86_400_000

/**
 * Begins to offboard a data controller: first what is to be kept is taken away, and nothing is deleted
 * before somebody says that it is.
 *
 * @param graceDays so long everything stays after that, 1 to 365; default: 30
 * @throws {ConduitError} `invalid`; `not_found`; `conflict`: it is being offboarded already
 */
export async function offboardController(
  { database, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
  graceDays: number = usualDays,
): Promise<OffboardingNode> {
  if (!Number.isInteger(graceDays) || graceDays < 1 || graceDays > longestDays)
    throw invalid('/graceDays', `must be 1 to ${longestDays} days`)
  return await database.transaction(async executor => {
    const at = now()
    if ((await selectController(executor, controllerId)) === null) throw notFound('data controller')
    if ((await openOffboarding(executor, controllerId)) !== null)
      throw conflict('offboarding_exists', 'it is being offboarded already')
    const [row] = await executor
      .insert(controllerOffboardings)
      .values({
        ...{ controllerId, id: uuidv7(), state: 'exporting', requestedAt: at },
        ...{ graceDays, deleted: {} },
      })
      .onConflictDoNothing()
      .returning()
    if (row === undefined) throw conflict('offboarding_exists', 'it is being offboarded already')
    await audit(executor, actor, at, controllerId, 'offboarding_begun', { days: graceDays })
    return shownOffboarding(row)
  })
}

/**
 * Notes what was taken away. Then the time begins in which all can still be called off.
 *
 * @throws {ConduitError} `invalid`: not each of {@link offboardingExports} once; `conflict`: it does not wait for that
 */
export async function confirmOffboardingExports(
  { database, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
  taken: readonly TakenExport[],
): Promise<OffboardingNode> {
  const exports = exportsOf(taken)
  return await database.transaction(async executor => {
    const at = now()
    const row = await openOffboarding(executor, controllerId)
    if (row?.state !== 'exporting')
      throw conflict('out_of_order', 'no offboarding waits for its exports')
    const notBefore = new Date(at.getTime() + row.graceDays * day)
    const [changed] = await executor
      .update(controllerOffboardings)
      .set({ state: 'grace', exports, exportedAt: at, notBefore, nextRunAt: notBefore })
      .where(isRow(controllerOffboardings, row))
      .returning()
    for (const [step, receipt] of Object.entries(exports))
      await audit(executor, actor, at, controllerId, 'export_taken', { step, receipt })
    return shownOffboarding(changed ?? row)
  })
}

/**
 * Calls an offboarding off. All is still there.
 * @throws {ConduitError} `conflict`: there is none, or deleting has begun
 */
export async function cancelOffboarding(
  { database, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
): Promise<OffboardingNode> {
  return await database.transaction(async executor => {
    const at = now()
    const row = await openOffboarding(executor, controllerId)
    if (row === null) throw conflict('no_offboarding', 'it is not being offboarded')
    if (row.state === 'deleting')
      throw conflict('begun', 'deleting has begun, and cannot be called off any more')
    const [changed] = await executor
      .update(controllerOffboardings)
      .set({ state: 'cancelled', cancelledAt: at, nextRunAt: null, waitsFor: null })
      .where(isRow(controllerOffboardings, row))
      .returning()
    await audit(executor, actor, at, controllerId, 'offboarding_cancelled', {})
    return shownOffboarding(changed ?? row)
  })
}

function exportsOf(taken: readonly TakenExport[]): Readonly<Record<string, string>> {
  const exports = Object.fromEntries(taken.map(({ kind, sha256 }) => [kind, sha256]))
  const isWhole =
    taken.length === offboardingExports.length && offboardingExports.every(kind => kind in exports)
  if (!isWhole) throw invalid('/exports', `must be each of ${offboardingExports.join(', ')} once`)
  for (const [index, { sha256 }] of taken.entries()) {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw invalid(`/exports/${index}/sha256`, 'must be SHA-256, hexadecimal')
  }
  return exports
}

function invalid(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', {
    reason: 'no such offboarding',
    faults: [{ pointer, detail }],
  })
}

function conflict(code: string, reason: string): ConduitError {
  return new ConduitError('conflict', { reason: `${code}: ${reason}` })
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  controllerId: string,
  step: string,
  details: AuditDetails,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: `data_controller.${step}` },
    ...{ objectType: 'data_controller', objectId: controllerId, details },
  })
}
