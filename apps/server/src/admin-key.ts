import { chmod, readFile } from 'node:fs/promises'
import { ConduitError, isConduitError } from '@conduit/core'
import { hashKey } from '@conduit/core/host'
import {
  type AdministrationContext,
  createApiKey,
  createFirstApiKey,
  DatabaseError,
  findApiKey,
} from '@conduit/db'
import type { FastifyBaseLogger } from 'fastify'
import { ConfigError } from './config/config-fault.ts'
import { placeSecret } from './place-secret.ts'

const actor = { type: 'operator', id: null }
const owner = { name: 'admin', role: 'owner', controllerId: null } as const

type Administration = Pick<AdministrationContext, 'database' | 'now'>

/** Where the first API key comes from. */
interface AdminKeySource {
  /** `CONDUIT_ADMIN_KEY` */
  readonly given: string | undefined
  /** `CONDUIT_ADMIN_KEY_FILE` */
  readonly file: string
}

/** What sees to it that somebody can use the API. */
export interface AdminKey {
  /** Tries it once; if only the file is in the way, that is told, and the server is not ready. */
  readonly begin: (logger: FastifyBaseLogger) => Promise<void>
  /** Tries it until it has succeeded. @throws {ConduitError} `unavailable` */
  readonly ensure: () => Promise<void>
}

/**
 * Sees to it that somebody can use the API, by the operator's own key or, in a database that never had
 * any, by a new one. An embedded database has one server and one operator, who is shown it. A shared one
 * has many, so one of them makes it and writes it into a file, for the operator alone.
 *
 * @param print shows the operator something, once
 */
export function adminKey(
  administration: Administration,
  source: AdminKeySource,
  print: (line: string) => void,
): AdminKey {
  let isEnsured = false
  const ensure = async () => {
    if (isEnsured) return
    const told = await ensureAdminKey(administration, source)
    isEnsured = true
    if (told !== null) print(told)
  }
  return {
    ensure,
    async begin(logger) {
      try {
        await ensure()
      } catch (error) {
        if (!isConduitError(error) || error.code !== 'unavailable') throw error
        logger.error({ reason: error.reason }, 'not ready')
        print(`The server is not ready: ${error.reason}.`)
      }
    },
  }
}

/** @returns what to show the operator, once; null: nothing. @throws {ConfigError} the given key was revoked */
async function ensureAdminKey(
  administration: Administration,
  { given, file }: AdminKeySource,
): Promise<string | null> {
  const { database } = administration
  if (given !== undefined) {
    await takeGiven(administration, given)
    return null
  }
  const isShared = database.kind === 'postgres'
  const made = await createFirstApiKey(administration, actor, owner, async fresh =>
    isShared ? await keyInFile(file, fresh) : fresh,
  )
  if (made === null) return null
  return isShared
    ? `API key of the owner, readable by this account alone, in ${file}`
    : `API key of the owner, shown only now: ${made.key}`
}

async function takeGiven(administration: Administration, given: string): Promise<void> {
  const { database } = administration
  if ((await findApiKey(database, hashKey(given))) !== null) return
  try {
    await createApiKey(administration, actor, { ...owner, key: given })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    // Another replica, starting at the same moment, may have been faster.
    if ((await findApiKey(database, hashKey(given))) !== null) return
    throw new ConfigError([
      { path: 'CONDUIT_ADMIN_KEY', message: 'this key was revoked; choose another' },
    ])
  }
}

/**
 * Writes the new key into this file. One that is there already is taken: a server may have ended when it had written it,
 * and before the database knew of it.
 * @throws {ConduitError} `unavailable`
 */
async function keyInFile(file: string, fresh: string): Promise<string> {
  let text: string
  try {
    await placeSecret(file, fresh)
    await chmod(file, 0o600)
    text = (await readFile(file, 'utf8')).trim()
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const reason = `the first API key cannot be written (${code}): see CONDUIT_ADMIN_KEY_FILE`
    throw new ConduitError('unavailable', { reason })
  }
  if (/^cak_[\w-]{43}$/.test(text)) return text
  const reason = 'the file of CONDUIT_ADMIN_KEY_FILE is there and holds no API key: choose another'
  throw new ConduitError('unavailable', { reason })
}
