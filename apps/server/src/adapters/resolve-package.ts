import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { moduleResolve } from 'import-meta-resolve'

/**
 * Finds what a specifier names in a directory: a package, an entry of one (`@acme/loyalty/samples`),
 * or a file by its path. It is what `import` finds there, or else what `require` does: the folder of
 * an adapter, and files without their ending.
 *
 * @returns URL to import; null if there is no such thing
 */
export function resolveFrom(directory: string, specifier: string): string | null {
  const parent = join(directory, 'package.json')
  return byImport(parent, specifier) ?? byRequire(parent, specifier)
}

function byImport(parent: string, specifier: string): string | null {
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
