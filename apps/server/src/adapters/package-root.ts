import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder of the package that a file belongs to: the nearest one with a `package.json`, else its own.
 *
 * @param file path of a file, without links
 */
export function packageRoot(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return dirname(file)
  }
}
