import type { AdapterFault } from './adapters/adapter-fault.ts'
import { loadAdapters } from './adapters/load-adapters.ts'
import { ConfigError, type ConfigFault } from './config/config-fault.ts'
import { readConfiguration } from './config/read-configuration.ts'

/** All that is wrong with a configuration; both lists empty: nothing. */
export interface CheckedConfiguration {
  /** These keep a server from starting. */
  readonly faults: readonly ConfigFault[]
  /** With these it starts, without the adapters that they name. */
  readonly adapterFaults: readonly AdapterFault[]
  /** Names of the adapters that would run. */
  readonly adapters: readonly string[]
}

/**
 * Checks a configuration without starting anything: reads environment and file, and imports the
 * adapters that are switched on.
 *
 * @param env variables
 * @param cwd the operator's directory
 */
export async function checkConfiguration(
  env: { readonly [name: string]: string | undefined },
  cwd: string,
): Promise<CheckedConfiguration> {
  try {
    const { file } = await readConfiguration(env, cwd)
    const { adapters, faults } = await loadAdapters(file.adapters, cwd)
    return {
      faults: [],
      adapterFaults: faults,
      adapters: adapters.map(({ adapter }) => adapter.name),
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { faults: error.faults, adapterFaults: [], adapters: [] }
  }
}
