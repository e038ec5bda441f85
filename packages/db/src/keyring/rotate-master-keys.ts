import { setTimeout as pause } from 'node:timers/promises'
import type { Keyring } from '@conduit/privacy'
import { and, eq, isNotNull } from 'drizzle-orm'
import { vouchForKeys } from '../audit/audit-keys.ts'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Database, Executor } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { notFound } from '../errors/not-found.ts'
import { masterKeys } from '../schema/index.ts'
import { masterKeyStates } from './master-key-states.ts'
import { rotateHoldKeys } from './rotate-hold-keys.ts'
import { rotateRequests } from './rotate-requests.ts'
import { rotateIntegrations, rotateQuarantined, rotateReadings } from './rotate-sealed.ts'
import { rotateSubjects } from './rotate-subjects.ts'
import type { RotationPace, RotationPlace, RotationStep } from './rotation-step.ts'

const job = { type: 'job', id: null } as const
const usualRows = 100
/** So many times as long as it has worked it rests, and leaves the database to webhooks. */
const restFactor = 2
/** The job may take fifteen minutes. */
const longestMilliseconds = 600_000

const steps: readonly (readonly [name: string, step: RotationStep])[] = [
  ['subject_keys', rotateSubjects],
  ['request_keys', rotateRequests],
  ['hold_keys', rotateHoldKeys],
  ['integrations', rotateIntegrations],
  ['readings', rotateReadings],
  ['quarantined', rotateQuarantined],
]

const beginning: RotationPlace = { controllerId: serverId, id: serverId }

function usualPace(): RotationPace {
  const began = performance.now()
  return {
    rows: usualRows,
    rest: async took => {
      await pause(took * restFactor)
    },
    mayGoOn: () => performance.now() - began < longestMilliseconds,
  }
}

/**
 * Asks for all that other master keys seal to be sealed anew under the active one. A job does it.
 *
 * @param enqueue makes the job, in the transaction
 * @throws {ConduitError} `not_found`: this database does not know the active key
 */
export async function askRotation(
  { database, keyring, now }: Pick<AdministrationContext, 'database' | 'keyring' | 'now'>,
  actor: Actor,
  enqueue: (executor: Executor) => Promise<void>,
): Promise<void> {
  const at = now()
  const { active } = keyring
  await database.transaction(async executor => {
    const asked = await executor
      .update(masterKeys)
      .set({ rotationAskedAt: at })
      .where(isKey(active))
      .returning({ keyId: masterKeys.keyId })
    if (asked.length === 0) throw notFound('master key')
    await note(executor, { at, actor, action: 'master_key.rotation_asked', keyId: active })
    await enqueue(executor)
  })
}

/** Whether a rotation was asked for and is not done. */
export async function isRotationDue(database: Database): Promise<boolean> {
  const rows = await database.run(executor =>
    executor
      .select({ keyId: masterKeys.keyId })
      .from(masterKeys)
      .where(isNotNull(masterKeys.rotationAskedAt))
      .limit(1),
  )
  return rows.length > 0
}

/**
 * Seals anew under the active key what other keys of the ring seal: keys of people, requests and what is kept, settings,
 * what waits and what was kept aside; and makes the tokens anew whose identifiers stand there. Each batch is
 * a transaction with its entry in the audit log and finds what is left, so whatever ends the process in
 * between, the next call goes on.
 *
 * @param now for what is noted
 * @returns whether all is done
 */
export async function rotateMasterKeys(
  { database, keyring }: { readonly database: Database; readonly keyring: Keyring },
  now: () => Date,
  pace: RotationPace = usualPace(),
): Promise<boolean> {
  for (const [name, step] of steps) {
    for (let after: RotationPlace | null = beginning; after !== null; ) {
      if (!pace.mayGoOn()) return false
      const began = performance.now()
      const place: RotationPlace = after
      after = await database.transaction(async executor => {
        const batch = { executor, keyring, after: place, limit: pace.rows, controllers: new Map() }
        const { count, last } = await step(batch)
        if (count > 0) {
          const action = 'master_key.rotating'
          const details = { step: name, count }
          await note(executor, { at: now(), actor: job, action, keyId: keyring.active, details })
        }
        return last
      })
      await pace.rest(performance.now() - began)
    }
  }
  await vouchForKeys(database, keyring, now())
  await finish(database, keyring, now())
  return true
}

/** Notes which keys nothing reads any more. */
async function finish(database: Database, keyring: Keyring, at: Date): Promise<void> {
  const states = await masterKeyStates(database, keyring, at)
  await database.transaction(async executor => {
    for (const { keyId, isRead, drainedAt } of states) {
      if (isRead === (drainedAt === null)) continue
      await executor
        .update(masterKeys)
        .set({ drainedAt: isRead ? null : at })
        .where(isKey(keyId))
      const action = isRead ? 'master_key.read_again' : 'master_key.drained'
      await note(executor, { at, actor: job, action, keyId })
    }
    const asked = await executor
      .update(masterKeys)
      .set({ rotationAskedAt: null })
      .where(and(eq(masterKeys.controllerId, serverId), isNotNull(masterKeys.rotationAskedAt)))
      .returning({ keyId: masterKeys.keyId })
    if (asked.length === 0) return
    await note(executor, { at, actor: job, action: 'master_key.rotated', keyId: keyring.active })
  })
}

async function note(
  executor: Executor,
  {
    keyId,
    ...entry
  }: {
    readonly at: Date
    readonly actor: Actor
    readonly action: string
    readonly keyId: string
    readonly details?: { readonly step: string; readonly count: number }
  },
): Promise<void> {
  const object = { objectType: 'master_key', objectId: keyId }
  await writeAudit(executor, { ...entry, ...object, controllerId: serverId })
}

function isKey(keyId: string) {
  return and(eq(masterKeys.controllerId, serverId), eq(masterKeys.keyId, keyId))
}
