import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endsWithUs } from '../server.mjs'

const program = `
const { openDatabase } = await import(process.argv[1])
const database = await openDatabase({ url: process.argv[2] })
const ask = () => database.run(executor => executor.execute("select repeat('x', 20000) as text"))
const held = () => { gc(); return process.memoryUsage().heapUsed }
for (let index = 0; index < 100; index += 1) await ask()
const before = held()
for (let index = 0; index < 1000; index += 1) await ask()
process.stdout.write(String(held() - before))
await database.close()
`

/** The pool kept every answer for as long as its connection lived. */
export default async ({ checkout, postgres, skip }) => {
  const url = await postgres()
  if (url === null) return skip('no server: PostgreSQL')
  const entry = pathToFileURL(join(checkout, 'packages/db/dist/src/index.js')).href
  const args = ['--expose-gc', '--input-type=module', '-e', program, entry, url]
  const child = endsWithUs(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }))
  let said = ''
  child.stdout.on('data', text => {
    said += text
  })
  await once(child, 'close')
  if (said === '') return 'the queries failed'
  const kept = Number(said) / 1_048_576
  return kept < 5 ? null : `1,000 answers of 20 kB left ${kept.toFixed(1)} MiB behind`
}
