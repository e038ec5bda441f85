import type { AdapterFault } from './adapters/adapter-fault.ts'
import { type LoadedAdapter, loadAdapters } from './adapters/load-adapters.ts'
import { ConfigError, type ConfigFault } from './config/config-fault.ts'
import { type Environment, takeVariables } from './config/environment.ts'
import { readConfiguration } from './config/read-configuration.ts'

/** All that is wrong with a configuration; both lists empty: nothing. */
export interface CheckedConfiguration {
  /** These keep a server from starting. */
  readonly faults: readonly ConfigFault[]
  /** With these it starts, without the adapters that they name. */
  readonly adapterFaults: readonly AdapterFault[]
  /** Names of the adapters that would run. */
  readonly adapters: readonly string[]
  /** What is allowed, and should be otherwise where platforms really call. */
  readonly advice: readonly ConfigFault[]
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
    const { environment, file } = await readConfiguration(takeVariables(env), cwd)
    const { adapters, faults } = await loadAdapters(file.adapters, cwd)
    return {
      faults: [],
      adapterFaults: faults,
      adapters: adapters.map(({ adapter }) => adapter.name),
      advice: [...adviceFor(environment), ...adapters.flatMap(adviceOnSize)],
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { faults: error.faults, adapterFaults: [], adapters: [], advice: [] }
  }
}

/** What an endpoint takes that names no other. */
const defaultMaxBytes = 1_048_576

/** A limit that an adapter has by itself is not lowered: platforms send what they send. */
function adviceOnSize({ adapter, maxBytes }: LoadedAdapter): readonly ConfigFault[] {
  const own = adapter.endpoint?.maxBytes ?? defaultMaxBytes
  if (maxBytes === null || maxBytes >= own) return []
  const message = `It takes ${own} bytes by itself, and goes on doing so; leave it out, or set more`
  return [{ path: `adapters/${adapter.name}/maxBytes`, message }]
}

function adviceFor({ publicUrl, databaseUrl, rateLimit }: Environment): readonly ConfigFault[] {
  const isInProduction = publicUrl !== undefined || databaseUrl !== undefined
  if (!isInProduction || rateLimit.admitted !== undefined) return []
  const message =
    'Set a number, 20000 for instance: platforms send for all their customers from the same addresses, and genuine calls are refused beyond the limit of an address'
  return [{ path: 'CONDUIT_RATE_LIMIT_ADMITTED', message }]
}
