import { readFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { fileURLToPath } from 'node:url'

// A program of its own: starts a server and prints, as JSON, the files that were loaded when it was
// ready and when all of it ran. Its only argument is a file to write into.
const [, , list = ''] = process.argv
const hooks = `
  import { appendFileSync } from 'node:fs'
  export function load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(${JSON.stringify(list)}, url + '\\n')
    return next(url, context)
  }`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

function loadedFiles(): readonly string[] {
  const imported = readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map(url => fileURLToPath(url))
  const required = Object.keys(createRequire(import.meta.url).cache)
  return [...new Set([...imported, ...required])]
}

const { startServer } = await import('@conduit/server')
const server = await startServer({
  env: process.env,
  cwd: process.cwd(),
  logStream: { write: () => undefined },
  print: () => undefined,
})
// Nothing has been waited for since it listened, so nothing more can have been loaded.
const ready = loadedFiles()
await server.started
process.stdout.write(JSON.stringify({ ready, started: loadedFiles() }))
await server.stop()
