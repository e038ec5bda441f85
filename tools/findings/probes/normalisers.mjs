import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endsWithUs } from '../server.mjs'

const seconds = 30
const program = `
const privacy = await import(process.argv[1])
const of = part => part.repeat(100_000)
const texts = ['a' + of('\\u0301\\u0316'), of('DE'), of('1.'), of('0:'), of('a@'), 'x' + of(' ') + 'x', '+' + of('1 ')]
for (const [name, normalise] of Object.entries(privacy)) {
  if (!name.startsWith('normalise')) continue
  for (const text of texts) {
    try { normalise(text) } catch {}
    try { normalise(text, 'DE') } catch {}
  }
}
`

/** Normalisers took time of the square of a text: tax ids and IBANs of combining marks, addresses. */
export default async ({ checkout }) => {
  const entry = pathToFileURL(join(checkout, 'packages/privacy/dist/src/index.js')).href
  const args = ['--input-type=module', '-e', program, entry]
  const child = endsWithUs(spawn(process.execPath, args, { stdio: 'ignore' }))
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  const [code] = await once(child, 'exit')
  clearTimeout(timer)
  return code === 0 ? null : `normalisers took more than ${seconds} s`
}
