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
    const { startFault } = await import('@conduit/server')
    const fault = startFault(error)
    throw fault === null ? error : new CliError(fault)
  }
}
