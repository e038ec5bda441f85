import { hashKey } from '@conduit/core/host'
import {
  type AdministrationContext,
  createApiKey,
  DatabaseError,
  findApiKey,
  listAuditEntries,
  serverId,
} from '@conduit/db'
import { ConfigError } from './config/config-fault.ts'

const actor = { type: 'operator', id: null }
const owner = { name: 'admin', role: 'owner', controllerId: null } as const

/**
 * Sees to it that somebody can use the API: the operator's own key or, in an embedded database that
 * never had any, a new one. A shared database gets none by itself: each of its servers would print
 * another. There the operator is told.
 *
 * @param given `CONDUIT_ADMIN_KEY`
 * @returns what to show the operator, once; null: nothing
 * @throws {ConfigError} the given key was revoked
 */
export async function ensureAdminKey(
  administration: AdministrationContext,
  given: string | undefined,
): Promise<string | null> {
  const { database } = administration
  if (given === undefined) {
    const everMade = { controllerIds: [serverId], action: 'api_key.created' }
    const { edges } = await listAuditEntries(database, everMade, { first: 1 })
    if (edges.length > 0) return null
    if (database.kind !== 'pglite') {
      return 'Nobody can use the API yet: start once with CONDUIT_ADMIN_KEY, a secret of your own.'
    }
    const { key } = await createApiKey(administration, actor, owner)
    return `API key of the owner, shown only now: ${key}`
  }
  if ((await findApiKey(database, hashKey(given))) !== null) return null
  try {
    await createApiKey(administration, actor, { ...owner, key: given })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    // Another replica, starting at the same moment, may have been faster.
    if ((await findApiKey(database, hashKey(given))) !== null) return null
    throw new ConfigError([
      { path: 'CONDUIT_ADMIN_KEY', message: 'this key was revoked; choose another' },
    ])
  }
  return null
}
