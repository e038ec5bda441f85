import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * The version of a package as it is installed for a module.
 * @param from `import.meta.url` of that module
 * @throws if the module cannot import the package
 */
export function packageVersion(name: string, from: string): string {
  let folder = dirname(createRequire(from).resolve(name))
  // Many packages do not export their own package.json, and some have others further in.
  while (folder !== dirname(folder)) {
    const file = join(folder, 'package.json')
    const manifest = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string })
      : {}
    if (manifest.name === name && manifest.version !== undefined) return manifest.version
    folder = dirname(folder)
  }
  throw new Error(`${name} has no version`)
}
