import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Finds a package, or a file by its relative path, from a directory.
 *
 * @returns URL to import; null if there is no such package
 */
export function resolveFrom(directory: string, specifier: string): string | null {
  const require = createRequire(join(directory, 'package.json'))
  try {
    return pathToFileURL(require.resolve(specifier)).href
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null
    return importOnly(require.resolve.paths(specifier) ?? [], specifier)
  }
}

/** `require.resolve` does not see entries that a package keeps for `import` alone. */
function importOnly(folders: readonly string[], specifier: string): string | null {
  for (const folder of folders) {
    try {
      const text = readFileSync(join(folder, specifier, 'package.json'), 'utf8')
      const { exports } = JSON.parse(text) as { exports?: unknown }
      const entry = importEntry((exports as { '.'?: unknown } | undefined)?.['.'] ?? exports)
      return entry === null ? null : pathToFileURL(join(folder, specifier, entry)).href
    } catch {
      // Not in this folder: the next one up may hold it.
    }
  }
  return null
}

function importEntry(conditions: unknown): string | null {
  if (typeof conditions === 'string') return conditions
  if (typeof conditions !== 'object' || conditions === null) return null
  for (const [condition, target] of Object.entries(conditions)) {
    if (!['node', 'import', 'module-sync', 'default'].includes(condition)) continue
    const entry = importEntry(target)
    if (entry !== null) return entry
  }
  return null
}
