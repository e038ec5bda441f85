import { type Keyring, open, seal } from '@conduit/privacy'
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { Database, Executor } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { openJson } from '../integrations/sealed-json.ts'
import { dataControllers, integrations, masterKeys } from '../schema/index.ts'

const label = 'master-key-check'
const plaintext = Buffer.from('conduit')

/** What is wrong with a keyring; both empty: it opens all that this database holds. */
export interface KeyringFaults {
  /** Ids of keys that the database was used with and that the ring lacks. */
  readonly missing: readonly string[]
  /** Ids under which the ring holds another key than the database was used with. */
  readonly wrong: readonly string[]
}

/**
 * Compares a keyring with the keys that this database was opened with before, and notes those that are
 * new. A key that a rotation has found to be read by nothing may be missing, and is forgotten then. A database of the time before that was noted shows by one integration whether the ring opens it.
 *
 * @param now for the rows of new keys
 */
export async function checkMasterKeys(
  database: Database,
  keyring: Keyring,
  now: Date,
): Promise<KeyringFaults> {
  return await database.maintenance(async executor => {
    // Of two servers that start with different keys the second is to see those of the first.
    await executor.execute(sql`select pg_advisory_xact_lock(hashtext('conduit master keys'))`)
    const rows = await executor.select().from(masterKeys)
    const known = new Map(rows.map(({ keyId, sealed }) => [keyId, sealed]))
    const absent = rows.filter(({ keyId }) => !keyring.ids.includes(keyId))
    const retired = await retiredAmong(executor, absent, now)
    const missing = absent.map(({ keyId }) => keyId).filter(id => !retired.includes(id))
    const wrong = keyring.ids.filter(id => {
      const sealed = known.get(id)
      return sealed !== undefined && !opens(() => open(keyOf(keyring, id), sealed, aad(id)))
    })
    if (known.size === 0 && !(await opensIntegrations(executor, keyring))) {
      return { missing, wrong: [keyring.active] }
    }
    if (missing.length > 0 || wrong.length > 0) return { missing, wrong }
    await dropKeys(executor, retired, now)
    const fresh = keyring.ids
      .filter(id => !known.has(id))
      .toSorted()
      .map(keyId => ({
        controllerId: serverId,
        keyId,
        sealed: seal(keyOf(keyring, keyId), plaintext, aad(keyId), keyId),
        createdAt: now,
      }))
    if (fresh.length > 0) await noteKeys(executor, fresh, now)
    return { missing, wrong }
  })
}

/** Keys that a rotation has found to be read by nothing, and that nothing reads now. */
async function retiredAmong(
  executor: Executor,
  absent: readonly (typeof masterKeys)['$inferSelect'][],
  now: Date,
): Promise<readonly string[]> {
  const drained = absent.flatMap(({ keyId, drainedAt }) => (drainedAt === null ? [] : [keyId]))
  if (drained.length === 0) return []
  const { keyReaders } = await import('./key-readers.ts')
  const readers = await keyReaders(executor, null, now)
  const read = new Set(readers.flatMap(({ keyId, count }) => (count > 0 ? [keyId] : [])))
  return drained.filter(id => !read.has(id))
}

/** They are forgotten: whoever has them in a ring again brings new ones. */
async function dropKeys(executor: Executor, keyIds: readonly string[], at: Date): Promise<void> {
  for (const keyId of keyIds) {
    await executor
      .delete(masterKeys)
      .where(and(eq(masterKeys.controllerId, serverId), eq(masterKeys.keyId, keyId)))
    await writeAudit(executor, {
      ...{ at, controllerId: serverId, actor: { type: 'operator', id: null } },
      ...{ action: 'master_key.retired', objectType: 'master_key', objectId: keyId },
    })
  }
}

/** A server begins to use them: whatever is sealed from now on, they open. */
async function noteKeys(
  executor: Executor,
  fresh: readonly (typeof masterKeys)['$inferInsert'][],
  at: Date,
): Promise<void> {
  await executor
    .insert(masterKeys)
    .values([...fresh])
    .onConflictDoNothing()
  for (const { keyId } of fresh) {
    await writeAudit(executor, {
      ...{ at, controllerId: serverId, actor: { type: 'operator', id: null } },
      ...{ action: 'master_key.added', objectType: 'master_key', objectId: keyId },
    })
  }
}

/** Only settings that a key of the ring sealed can be opened. */
async function opensIntegrations(executor: Executor, keyring: Keyring): Promise<boolean> {
  const [found] = await executor
    .select({
      id: integrations.id,
      settings: integrations.settings,
      controllerId: integrations.controllerId,
      salt: dataControllers.salt,
    })
    .from(integrations)
    .innerJoin(dataControllers, eq(dataControllers.controllerId, integrations.controllerId))
    .where(isNotNull(integrations.settings))
    .limit(1)
  if (found === undefined) return true
  const { id, settings, controllerId, salt } = found
  const owner = { id, controller: { id: controllerId, salt } }
  return opens(() => openJson(keyring, owner, 'settings', settings))
}

function opens(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}

function keyOf(keyring: Keyring, id: string): Uint8Array {
  return keyring.server(label, id)
}

function aad(id: string): string {
  return `master key|${id}`
}
