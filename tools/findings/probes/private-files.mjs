import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** PGlite makes its files for the world: 969 of them could be read, many written, by anybody. */
export default async ({ embedded }) => {
  const { folder } = await embedded()
  const top = join(folder, '.conduit')
  const all = ['', ...readdirSync(top, { recursive: true })].map(name => join(top, name))
  const open = all.filter(path => {
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found !== undefined && !found.isSymbolicLink() && (found.mode & 0o077) !== 0
  })
  return open.length === 0
    ? null
    : `${open.length} of ${all.length} files are not its owner's alone`
}
