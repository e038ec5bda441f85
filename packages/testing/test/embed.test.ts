import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Test, test } from 'tap'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const page = await readFile(join(root, 'docs/embed.md'), 'utf8')
const signingSecret = 'whsec_example-only-0001'

/** The block of this language in the page. */
function block(language: string): string {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${language}`)
  return found[0]?.[1] ?? ''
}

/** Runs the page's application as it stands, in a folder with the packages that it names. */
async function start(t: Test): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-embed-'))
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@conduit'), { recursive: true })
  for (const name of ['adapter-stripe', 'core', 'privacy']) {
    await symlink(join(root, 'packages', name), join(modules, '@conduit', name))
  }
  const fastify = createRequire(import.meta.url).resolve('fastify/package.json')
  await symlink(dirname(fastify), join(modules, 'fastify'))
  await writeFile(join(folder, 'app.mjs'), block('js'))
  const env = { PATH: process.env.PATH, PORT: '0', STRIPE_SIGNING_SECRET: signingSecret }
  const app = spawn(process.execPath, ['app.mjs'], { cwd: folder, env })
  t.teardown(async () => {
    app.kill()
    await once(app, 'exit')
    await rm(folder, { recursive: true, force: true })
  })
  app.stderr.on('data', (text: Buffer) => t.comment(text.toString()))
  const [line] = await once(createInterface(app.stdout), 'line')
  return new URL(String(line))
}

/** A delivery as Stripe signs it now. */
function signed(body: string, secret: string): RequestInit {
  const time = Math.floor(Date.now() / 1000)
  const code = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'stripe-signature': `t=${time},v1=${code}`,
  }
  return { method: 'POST', headers, body }
}

test('the application in docs/embed.md takes a signed delivery and shows what it kept', async t => {
  const webhook = await start(t)
  const body = JSON.stringify({
    id: 'evt_0001',
    object: 'event',
    type: 'customer.created',
    created: Date.parse('2026-11-10T09:00:00.000Z') / 1000,
    data: {
      object: { id: 'cus_0001', object: 'customer', email: 'jane@example.com', name: 'Jane Doe' },
    },
  })
  const forged = await fetch(webhook, signed(body, 'whsec_of-somebody-else'))
  t.equal(forged.status, 401)
  const taken = await fetch(webhook, signed(body, signingSecret))
  t.equal(taken.status, 200)
  t.match(await taken.json(), { status: 'success', data: { events: 1, duplicate: false } })
  const again = await fetch(webhook, signed(body, signingSecret))
  t.match(await again.json(), { data: { duplicate: true } })
  const recorded = await (await fetch(new URL('/recorded', webhook))).json()
  t.strictSame(recorded, JSON.parse(block('json')), 'as the page says')
})
