import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = fileURLToPath(new URL('./make-embedded-files.js', import.meta.url))
const folder = fileURLToPath(new URL('../../node_modules/.cache/conduit/', import.meta.url))

/**
 * Files of an empty embedded database, for one in memory to begin with. PGlite needs several seconds
 * of the processor to make them, so they are made once on a machine for each of its versions.
 * @example
 * const database = await openDatabase({ files: await embeddedFiles() })
 */
export async function embeddedFiles(): Promise<Blob> {
  return new Blob([await readFile(await archive())], { type: 'application/x-gzip' })
}

/**
 * The same in the data directory of a server, which then need not make them.
 * @param dataDir is made where it is missing
 */
export async function placeEmbeddedFiles(dataDir: string): Promise<void> {
  const files = join(dataDir, 'pglite')
  await mkdir(files, { recursive: true, mode: 0o700 })
  await run('tar', ['-xzf', await archive(), '-C', files])
}

/** Two processes that find none make one each, and either is as good. */
async function archive(): Promise<string> {
  const path = join(folder, `pglite-${versionOfPglite()}.tar.gz`)
  if (existsSync(path)) return path
  await mkdir(folder, { recursive: true })
  await run(process.execPath, [program, path])
  return path
}

function versionOfPglite(): string {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest: { version: string } = createRequire(main)('../package.json')
  return manifest.version
}
