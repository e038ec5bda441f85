import { CliError } from '../cli-error.ts'

/**
 * Runs something that needs the configuration and the database; what an operator can mend is told
 * in words.
 *
 * @throws `CliError` instead of the errors of the server's parts
 */
export async function tellingFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new CliError(await messageOf(error))
  }
}

async function messageOf(error: unknown): Promise<string> {
  const { isConduitError } = await import('@conduit/core')
  const { DatabaseError } = await import('@conduit/db')
  const { ConfigError } = await import('@conduit/server')
  if (error instanceof ConfigError) return error.message
  if (isConduitError(error)) return error.reason
  const { code } = error as { code?: unknown }
  if (code === 'EADDRINUSE') return 'the port is in use: choose another with CONDUIT_PORT'
  if (code === 'EACCES') return 'the port or the data directory may not be used by this account'
  if (error instanceof DatabaseError) return 'the database refused its work; see its own log'
  throw error
}
