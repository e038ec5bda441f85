import type { KeyringFaults } from '@conduit/db'
import { ConfigError } from './config/config-fault.ts'

/**
 * Nothing is written under keys that do not open what is there already.
 * @throws {ConfigError} the keyring is not that of the database
 */
export function refuseFaultyKeyring({ missing, wrong }: KeyringFaults): void {
  const messages = [
    ...wrong.map(id => `the key ${id} is not the one that this database was used with`),
    ...missing.map(id => `the key ${id}, which this database was used with, is missing`),
  ]
  if (messages.length === 0) return
  throw new ConfigError(messages.map(message => ({ path: 'CONDUIT_MASTER_KEY', message })))
}
