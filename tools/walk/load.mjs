// A hook of Node's loader: the compiled sources of our packages, the server and no other application
// report what they enter.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { instrument } from './instrument.mjs'

const own = /\/((?:packages|apps\/server)\/[^/]*\/?)dist\/(src\/.*)\.js$/

/** The source that a module of ours was compiled from, `packages/db/src/index.ts`; null: not ours. */
export function sourceOf(url) {
  const [, project, path] = own.exec(url) ?? []
  return project === undefined || url.includes('/node_modules/') ? null : `${project}${path}.ts`
}

export async function load(url, context, nextLoad) {
  const file = sourceOf(url)
  if (file === null) return await nextLoad(url, context)
  const source = instrument(await readFile(fileURLToPath(url), 'utf8'), file)
  return { format: 'module', source, shortCircuit: true }
}
