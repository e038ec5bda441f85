import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../conventions/projects.mjs'

const compiler = join(root, 'node_modules/typescript/bin/tsc')

/** As `tsc -b` emits it, but one file alone and unchecked: a careless change need not have types. */
const options = [
  '--ignoreConfig --noResolve --noCheck --noEmitOnError false',
  '--target es2023 --module esnext --moduleResolution bundler',
  '--verbatimModuleSyntax --rewriteRelativeImportExtensions',
].flatMap(line => line.split(' '))

/** Compiles one source into its place. @param file `packages/<name>/src/…`, or of an application */
export async function transpile(folder, file) {
  const project = join(folder, ...file.split('/').slice(0, 2))
  const places = ['--rootDir', project, '--outDir', join(project, 'dist')]
  const args = [compiler, join(folder, file), ...options, ...places]
  await promisify(execFile)(process.execPath, args, { cwd: folder })
}
