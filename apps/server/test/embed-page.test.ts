import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { generateMasterKey } from '@conduit/privacy'
import { type Test, test } from 'tap'
import { freshPostgres } from './support/services.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const signingSecret = 'whsec_example-only-0001'

/** Runs the application on PostgreSQL in docs/embed.md as it stands. */
async function runPage(t: Test, env: { readonly [name: string]: string }) {
  const page = await readFile(join(root, 'docs/embed.md'), 'utf8')
  const [, code = ''] = /^```mjs\n([\s\S]*?)^```$/m.exec(page) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'conduit-embed-'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@conduit'), { recursive: true })
  for (const name of ['adapter-stripe', 'core', 'db', 'privacy']) {
    await symlink(join(root, 'packages', name), join(modules, '@conduit', name))
  }
  const fastify = createRequire(import.meta.url).resolve('fastify/package.json')
  await symlink(dirname(fastify), join(modules, 'fastify'))
  await writeFile(join(folder, 'app.mjs'), code)
  const app = spawn(process.execPath, ['app.mjs'], { cwd: folder, env: { ...env, PORT: '0' } })
  t.teardown(async () => {
    if (app.kill()) await once(app, 'exit')
    await rm(folder, { recursive: true, force: true })
  })
  return app
}

test('the application on PostgreSQL in docs/embed.md takes what was signed, once', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const app = await runPage(t, {
    DATABASE_URL: databaseUrl,
    MASTER_KEY: generateMasterKey(),
    STRIPE_SIGNING_SECRET: signingSecret,
  })
  const [webhook] = (await once(createInterface(app.stdout), 'line')) as [string]
  const send = async (secret: string) => {
    const time = Math.floor(Date.now() / 1000)
    const body = '{"id":"evt_1","object":"event","type":"ping","created":1,"data":{"object":{}}}'
    const code = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': `t=${time},v1=${code}`,
    }
    return await fetch(webhook, { method: 'POST', headers, body })
  }
  t.equal((await send('whsec_of-somebody-else')).status, 401)
  t.match(await (await send(signingSecret)).json(), { data: { events: 1, duplicate: false } })
  t.match(await (await send(signingSecret)).json(), { data: { duplicate: true } })
})
