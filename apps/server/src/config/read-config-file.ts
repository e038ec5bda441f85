import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import ipaddr from 'ipaddr.js'
import type { ConfigFault } from './config-fault.ts'
import { type ConfigFile, configFile } from './config-file.ts'
import { faultsOf } from './faults-of.ts'

/** A configuration file that was read, and all that is wrong with it. */
export interface ReadConfig {
  /** Null where there is no file, or where it has faults. */
  readonly config: ConfigFile | null
  readonly faults: readonly ConfigFault[]
}

/**
 * Reads and checks the configuration file.
 *
 * @param path of the file
 * @param required whether its absence is a fault; the default file may be missing
 */
export async function readConfigFile(path: string, required: boolean): Promise<ReadConfig> {
  try {
    return await parseConfigFile(await readFile(path, 'utf8'), basename(path))
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ENOENT'
    if (missing && !required) return { config: null, faults: [] }
    const message = missing ? 'there is no such file' : 'the file cannot be read'
    return { config: null, faults: [{ path: basename(path), message }] }
  }
}

/** Checks the text of a configuration file. An empty one is a configuration without any key. */
export async function parseConfigFile(text: string, name: string): Promise<ReadConfig> {
  // Most servers have no file, and the library has seventy.
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  // The library's pretty messages quote the line, and with it whatever secret stands there.
  const document = parseDocument(text, {
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'silent',
  })
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ code, pos }) => ({
      path: `${name}:${lines.linePos(pos[0]).line}`,
      message: `not YAML (${code})`,
    }))
    return { config: null, faults }
  }
  const value: unknown = document.toJS() ?? {}
  const faults = [...faultsOf(configFile, value), ...addressFaults(value)]
  const located = faults.map(({ path, message }) => ({ path: `${name}#${path}`, message }))
  return { config: faults.length > 0 ? null : (value as ConfigFile), faults: located }
}

/** The schema sees that an address looks like one; whether it is one takes a parser. */
function addressFaults(value: unknown): readonly ConfigFault[] {
  if (!Value.Check(configFile, value)) return []
  const allowed = Object.entries(value.adapters ?? {}).flatMap(([name, entry]) => {
    const pointer = `/adapters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}/allow`
    return typeof entry === 'boolean' ? [] : wrongRanges(entry.allow ?? [], pointer)
  })
  return [...wrongRanges(value.trustProxy ?? [], '/trustProxy'), ...allowed]
}

function wrongRanges(ranges: readonly string[], pointer: string): readonly ConfigFault[] {
  return ranges.flatMap((range, index) =>
    ipaddr.isValid(range) || ipaddr.isValidCIDR(range)
      ? []
      : [{ path: `${pointer}/${index}`, message: 'Expected an address or a range of addresses' }],
  )
}
