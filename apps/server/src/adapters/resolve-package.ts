import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Finds what a specifier names in a directory: a package, an entry of one (`@acme/loyalty/samples`),
 * or a file by its path. It is what `import` finds there, or else what `require` does: the folder of
 * an adapter, and files without their ending.
 *
 * @returns URL to import; null if there is no such thing
 */
export async function resolveFrom(directory: string, specifier: string): Promise<string | null> {
  const parent = join(directory, 'package.json')
  return (await byImport(parent, specifier)) ?? byRequire(parent, specifier)
}

/**
 * Finds what `import` finds from here, among the dependencies of the server: Node does that by
 * itself, and faster than any library.
 *
 * @returns URL to import; null if there is no such thing
 */
export function resolveOwn(specifier: string): string | null {
  try {
    const url = import.meta.resolve(specifier)
    return existsSync(fileURLToPath(url)) ? url : null
  } catch {
    return null
  }
}

async function byImport(parent: string, specifier: string): Promise<string | null> {
  // Needed for packages of others alone.
  const { moduleResolve } = await import('import-meta-resolve')
  try {
    const { protocol, href } = moduleResolve(specifier, pathToFileURL(parent))
    // A URL of any other kind would be code that was never installed.
    return protocol === 'file:' ? href : null
  } catch {
    return null
  }
}

function byRequire(parent: string, specifier: string): string | null {
  try {
    return pathToFileURL(createRequire(parent).resolve(specifier)).href
  } catch {
    return null
  }
}
