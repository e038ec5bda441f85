import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { proxyFor } from '../proxy.mjs'
import { endsWithUs, pause } from '../server.mjs'

const seconds = 5
const program = `
const { openDatabase } = await import(process.argv[1])
const database = await openDatabase({ url: process.argv[2] })
process.stdout.write('opened')
for (;;) await database.run(executor => executor.execute('select 1')).catch(() => new Promise(setImmediate))
`

/** A database that accepted and closed was asked 350 to 515 times a second. */
export default async ({ checkout, postgres, skip }) => {
  const url = await postgres()
  if (url === null) return skip('no server: PostgreSQL')
  const proxy = await proxyFor(url)
  proxy.become('closing')
  const entry = pathToFileURL(join(checkout, 'packages/db/dist/src/index.js')).href
  const args = ['--input-type=module', '-e', program, entry, proxy.url]
  const child = endsWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] }))
  await once(child.stdout, 'data')
  await pause(seconds * 1000)
  const taken = proxy.taken()
  child.kill('SIGKILL')
  proxy.close()
  return taken < 100 ? null : `it was asked ${taken} times in ${seconds} s`
}
