import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { AdapterEntry, ConfigFile } from '../config/config-file.ts'
import { faultsOf } from '../config/faults-of.ts'
import { describeError } from '../logging/describe-error.ts'
import type { AdapterFault } from './adapter-fault.ts'
import { bundledAdapters, packageOf } from './bundled-adapters.ts'
import { checkAdapter } from './check-adapter.ts'
import { packageRoot } from './package-root.ts'
import { resolveFrom, resolveOwn } from './resolve-package.ts'

/** An adapter that is switched on. */
export interface LoadedAdapter {
  readonly adapter: IntegrationAdapter
  /** npm name or path of its package. */
  readonly package: string
  /** Folder of that package, without links: what stands in it is the adapter's. */
  readonly root: string
  /** Where its samples are; null: it brings none. Imported when somebody tries an integration out. */
  readonly samples: string | null
  /** The operator's options: defaults of every integration's settings. */
  readonly options: JsonObject
  /** Addresses that may call it; null: all. */
  readonly allow: readonly string[] | null
  /** The largest body in bytes; null, or less than the adapter's own: that. */
  readonly maxBytes: number | null
}

/** What became of the adapters of a configuration. */
export interface LoadedAdapters {
  readonly adapters: readonly LoadedAdapter[]
  /** One for each adapter that is configured and does not run. The others are not held up by it. */
  readonly faults: readonly AdapterFault[]
}

/**
 * Imports the adapters that a configuration switches on, each once, and nothing else: no folder is
 * searched, and nothing that a request says leads to an import.
 *
 * @param configured the `adapters` of the configuration; undefined: all that come with the server
 * @param cwd the operator's directory, where packages of third parties are installed
 */
export async function loadAdapters(
  configured: ConfigFile['adapters'],
  cwd: string,
): Promise<LoadedAdapters> {
  const entries = configured ?? Object.fromEntries(bundledAdapters().map(name => [name, true]))
  const adapters: LoadedAdapter[] = []
  const faults: AdapterFault[] = []
  const enabled = Object.entries(entries)
    .map(([name, entry]): [string, AdapterEntry] => [name, entryOf(entry)])
    .filter(([, entry]) => entry.enabled !== false)
  const all = await Promise.all(
    enabled.map(async ([name, entry]) => ({ name, loaded: await loadAdapter(name, entry, cwd) })),
  )
  for (const { name, loaded } of all) {
    const clashes = adapters.some(
      other => 'adapter' in loaded && other.adapter.name === loaded.adapter.name,
    )
    if ('code' in loaded) faults.push({ adapter: name, ...loaded })
    else if (clashes) faults.push({ adapter: name, ...clash })
    else adapters.push(loaded)
  }
  return { adapters, faults }
}

function entryOf(entry: boolean | AdapterEntry): AdapterEntry {
  return typeof entry === 'boolean' ? { enabled: entry } : entry
}

const clash = { code: 'name_clash', message: 'an adapter of this name is loaded already' } as const

async function loadAdapter(
  name: string,
  entry: AdapterEntry,
  cwd: string,
): Promise<LoadedAdapter | Omit<AdapterFault, 'adapter'>> {
  const specifier = packageOf(name)
  // A bare name is ours; whatever else is found from the operator's directory first.
  const find = async (what: string) =>
    specifier === name
      ? ((await resolveFrom(cwd, what)) ?? resolveOwn(what))
      : (resolveOwn(what) ?? (await resolveFrom(cwd, what)))
  const url = await find(specifier)
  if (url === null) return { code: 'not_found', message: `${specifier} is not installed` }
  const checked = await importAdapter(url)
  if ('code' in checked) return checked
  const { adapter } = checked
  if (specifier !== name && adapter.name !== name) {
    return { code: 'name_clash', message: 'the adapter in this package has another name' }
  }
  // Its integrations, and the addresses that platforms know, are not for another package to take over.
  if (specifier !== packageOf(adapter.name) && bundledAdapters().includes(adapter.name)) {
    return { code: 'name_clash', message: 'an adapter of this name comes with the server' }
  }
  const options = entry.options ?? {}
  const wrong = faultsOf(Type.Partial(adapter.settings), options).map(({ path }) => path || '/')
  if (wrong.length > 0) {
    const message = `these options do not fit its settings: ${[...new Set(wrong)].join(', ')}`
    return { code: 'wrong_options', message }
  }
  return {
    adapter,
    package: specifier,
    root: packageRoot(realpathSync(fileURLToPath(url))),
    samples: await find(`${specifier}/samples`),
    options: options as JsonObject,
    allow: entry.allow ?? null,
    maxBytes: entry.maxBytes ?? null,
  }
}

async function importAdapter(url: string) {
  try {
    const module: { default?: unknown } = await import(url)
    return checkAdapter(module.default)
  } catch (error) {
    // What code of a third party throws may hold anything; its kind has to do.
    const kind = describeError(error).type
    return { code: 'import_failed', message: `importing it failed (${kind})` } as const
  }
}
