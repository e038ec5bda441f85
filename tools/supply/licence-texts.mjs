import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packages that are published and do not bring the licence of the repository: npm packs what lies there. */
export function licenceTextFaults(root, projects) {
  const own = readFileSync(join(root, 'LICENSE'), 'utf8')
  return projects
    .filter(({ manifest }) => manifest.private !== true)
    .filter(({ folder, manifest }) => {
      const path = join(folder, 'LICENSE')
      const isThere = existsSync(path) && readFileSync(path, 'utf8') === own
      return !isThere || manifest.license !== 'Apache-2.0'
    })
    .map(({ name }) => `${name} is published without the LICENSE of the root`)
}
