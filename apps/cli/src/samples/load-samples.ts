import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { bundledAdapters, resolveFrom } from '@conduit/server'
import { CliError } from '../cli-error.ts'

/** An adapter's code and what it brings to be tried out. */
export interface SamplePackage {
  readonly adapter: IntegrationAdapter
  readonly samples: Samples
}

const scope = '@conduit/adapter-'
const packageName = /^(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+$/

/**
 * Loads an adapter's package and its samples. A bare name is one of ours; a name with `/` is a
 * package as it stands, found from the working directory.
 *
 * @returns null if there is no such package
 * @throws `CliError` if it has no samples, or cannot be imported
 */
export async function loadSamples(name: string, cwd: string): Promise<SamplePackage | null> {
  if (!packageName.test(name)) return null
  const specifier = name.includes('/') ? name : scope + name
  const places = placesOf(name, cwd)
  const main = await findIn(places, specifier)
  if (main === null) return null
  const samples = await findIn(places, `${specifier}/samples`)
  if (samples === null) throw new CliError(`${specifier} has no samples`)
  return {
    adapter: await importDefault<IntegrationAdapter>(main, specifier),
    samples: await importDefault<Samples>(samples, `${specifier}/samples`),
  }
}

/** Looks in one place after the other. */
async function findIn(places: readonly string[], specifier: string): Promise<string | null> {
  for (const place of places) {
    const found = await resolveFrom(place, specifier)
    if (found !== null) return found
  }
  return null
}

/** What to say where there is no package of this name. */
export function unknownAdapter(name: string): string {
  return `there is no adapter “${name}”; with the server come ${bundledAdapters().join(', ')}`
}

/** Adapters come with the server; one that is being written finds itself in its own folder. */
function placesOf(name: string, cwd: string): readonly string[] {
  const workspace = fileURLToPath(new URL('../../../../../packages/', import.meta.url))
  const server = fileURLToPath(new URL('.', import.meta.resolve('@conduit/server')))
  return name.includes('/') ? [cwd, server] : [server, join(workspace, `adapter-${name}`), cwd]
}

async function importDefault<T>(url: string, specifier: string): Promise<T> {
  try {
    const module: { default: T } = await import(url)
    return module.default
  } catch (error) {
    const { code } = error as { code?: unknown }
    throw new CliError(
      `importing ${specifier} failed (${typeof code === 'string' ? code : 'it threw'})`,
    )
  }
}
