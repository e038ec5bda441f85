import { checkMasterKeys, migrate, openDatabase } from '@conduit/db'
import { readConfiguration } from './config/read-configuration.ts'
import { embeddedKeyring } from './embedded-keys.ts'
import type { RestoreReport } from './erasure-ledger/restore-check.ts'
import { refuseFaultyKeyring } from './faulty-keyring.ts'

/** How a restored database is checked. */
export interface RestoreCheckOptions {
  readonly env: { readonly [name: string]: string | undefined }
  readonly cwd: string
  /** Further ledgers, of other servers. */
  readonly ledgers: readonly string[]
  /** What is found is erased anew. */
  readonly isApplied: boolean
}

/**
 * Checks a database that was restored from a backup, as the environment and the configuration file name it:
 * before a server uses it.
 *
 * @throws {ConfigError} with all that is wrong with them
 * @throws {ConduitError} `unavailable`; `conflict`: a server uses the embedded database
 */
export async function restoreCheck(options: RestoreCheckOptions): Promise<RestoreReport> {
  const { environment } = await readConfiguration(options.env, options.cwd)
  const { databaseUrl, dataDir, erasureLedger } = environment
  const keyring = environment.keyring ?? (await embeddedKeyring(dataDir))
  const database = await openDatabase(
    databaseUrl === undefined ? { dataDir } : { url: databaseUrl },
  )
  try {
    await migrate(database)
    const now = () => new Date()
    refuseFaultyKeyring(await checkMasterKeys(database, keyring, now()))
    const paths = [erasureLedger, ...options.ledgers]
    // A server that starts loads none of it.
    const { checkRestored } = await import('./erasure-ledger/restore-check.ts')
    return await checkRestored({ database, keyring }, paths, options.isApplied, now)
  } finally {
    await database.close()
  }
}
