import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { root } from '../conventions/projects.mjs'
import { transpile } from './transpile.mjs'

const leftOut = new Set(['.git', '.tap', '.conduit', 'node_modules'])

/** Copies what was built of this tree, with its sources. @returns the folder of the copy */
export async function copyTree() {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-mutants-'))
  // The links between packages are relative: those of a copy lead into the copy.
  await cp(root, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: from => !leftOut.has(relative(root, from)),
  })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Does something while one file of a copy is changed, and compiled as it is then. */
export async function whileChanged(folder, { file, find, replace }, work) {
  const source = join(folder, file)
  const text = await readFile(source, 'utf8')
  const compiled = compiledFile(folder, file)
  const before = await readFile(compiled)
  try {
    await writeFile(
      source,
      text.replace(find, () => replace),
    )
    await transpile(folder, file)
    return await work()
  } finally {
    await writeFile(source, text)
    await writeFile(compiled, before)
  }
}

function compiledFile(folder, file) {
  const [kind, name, ...rest] = file.split('/')
  return join(folder, kind, name, 'dist', ...rest).replace(/\.ts$/, '.js')
}
