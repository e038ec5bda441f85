import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { generateMasterKey } from '@conduit/privacy'
import { type Test, test } from 'tap'

const canary = 'jane@example.com'
const kind = `[Symbol.for('TypeBox.Kind')]: 'Object'`

/** An adapter that writes down what it sees, and throws where nobody waits for it. */
const careless = `
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const child = execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], { encoding: 'utf8' })
writeFileSync('seen.json', JSON.stringify({ own: process.env, child: JSON.parse(child) }))
Promise.reject(new TypeError('${canary} at import'))
export default {
  contract: 2, name: 'careless', title: 'Careless',
  settings: { type: 'object', properties: {}, ${kind} },
  endpoint: { formats: [{ decode: () => ({}) }], payload: {} },
  tables: { events: [], pii: [] },
  authenticate: { mints: 'key', claim: () => null },
  verifySignature: () => 'unsigned', parseEvent: () => ({ deliveryId: null, events: [] }),
  extractPii: () => ({ fields: [], people: [] }),
  redact: { find: async () => [], erase: async () => null, check: async () => null },
  guides: { connect: new URL('file:///connect.md'), erase: new URL('file:///erase.md') },
  reply(_outcome, request) {
    if (request.header('x-stranger') !== undefined) globalThis.stranger()
    else {
      Promise.reject(new SyntaxError('${canary} rejected'))
      setTimeout(() => { throw new RangeError('${canary} thrown') }, 0)
    }
    return undefined
  },
}
`
/** Code in the process that is no adapter's. */
const stranger = `globalThis.stranger = () => setTimeout(() => { throw new EvalError('${canary} of no adapter') }, 0)`

const secrets = {
  CONDUIT_MASTER_KEY: generateMasterKey(),
  CONDUIT_ADMIN_KEY: 'cak_invented_by_the_operator',
  REDIS_URL: 'redis://:invented-password@127.0.0.1:6379/15',
}

const programs = {
  'conduit start': ['../src/main.js', 'start'],
  'conduit-server': ['../../../server/dist/src/main.js'],
}

for (const [name, [main = '', ...words]] of Object.entries(programs)) {
  test(`${name} shows adapters no secrets, and outlives their stray errors alone`, async t => {
    const { cwd, ended, until, text } = await start(t, main, words)
    await until(/"msg":"ready"/)
    const [, port = ''] = /"port":(\d+)/.exec(text()) ?? []
    const at = `http://127.0.0.1:${port}`
    const seen = await readFile(join(cwd, 'seen.json'), 'utf8')
    t.match(JSON.parse(seen), { own: { CONDUIT_PORT: '0' }, child: { CONDUIT_PORT: '0' } })
    for (const [variable, value] of Object.entries(secrets)) {
      t.notOk(seen.includes(variable), variable)
      t.notOk(seen.includes(value), variable)
    }

    const call = (headers = {}) =>
      fetch(`${at}/api/v1/integrations/careless/event`, { method: 'POST', headers })
    t.equal((await call()).status, 401)
    await until(/"adapter":"careless"[^\n]*"type":"TypeError"|"type":"TypeError"[^\n]*"careless"/)
    await until(/"type":"SyntaxError"/)
    await until(/"type":"RangeError"/)
    t.match(text(), '"msg":"stray error of an adapter"')
    t.equal((await fetch(`${at}/health/ready`)).status, 200)
    t.match(
      await (await fetch(`${at}/metrics`)).text(),
      'conduit_adapter_stray_errors_total{adapter="careless"} 3',
    )

    t.equal((await call({ 'x-stranger': 'yes' })).status, 401)
    t.same(await ended, [1, null])
    t.match(text(), /"type":"EvalError"[^\n]*"msg":"stopping"/)
    t.notMatch(text(), canary)
  })
}

async function start(t: Test, main: string, words: readonly string[]) {
  const cwd = t.testdir({
    'conduit.config.yaml': 'adapters: { "@acme/careless": true }\n',
    node_modules: {
      '@acme': {
        careless: { 'package.json': '{"type":"module","main":"index.js"}', 'index.js': careless },
      },
    },
    'stranger.mjs': stranger,
  })
  await placeEmbeddedFiles(join(cwd, '.conduit'))
  const file = fileURLToPath(new URL(main, import.meta.url))
  const program = spawn(process.execPath, ['--import', './stranger.mjs', file, ...words], {
    cwd,
    env: { PATH: process.env.PATH, CONDUIT_PORT: '0', ...secrets },
  })
  const ended = once(program, 'exit')
  t.teardown(async () => {
    program.kill('SIGKILL')
    await ended
  })
  let text = ''
  const looks: (() => void)[] = []
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', chunk => {
      text += chunk
      for (const look of looks) look()
    })
  }
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => void (pattern.test(text) && resolve())
      looks.push(look)
      ended.then(() => reject(new Error(`ended without ${pattern}: ${text}`)))
      look()
    })
  return { cwd, ended, until, text: () => text }
}
