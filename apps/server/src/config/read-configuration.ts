import { ConfigError } from './config-fault.ts'
import type { ConfigFile } from './config-file.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { readConfigFile } from './read-config-file.ts'

/** What the server is configured with. */
export interface Configuration {
  readonly environment: Environment
  readonly file: ConfigFile
}

/**
 * Reads environment and configuration file.
 *
 * @param env variables
 * @param cwd the operator's directory
 * @throws {ConfigError} with all faults of both
 */
export async function readConfiguration(
  env: { readonly [name: string]: string | undefined },
  cwd: string,
): Promise<Configuration> {
  const { environment, configPath, configNamed, faults } = readEnvironment(env, cwd)
  const file = await readConfigFile(configPath, configNamed)
  const all = [...faults, ...file.faults]
  if (all.length > 0 || environment === null) throw new ConfigError(all)
  return { environment, file: file.config ?? {} }
}
