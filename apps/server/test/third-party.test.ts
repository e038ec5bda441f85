import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkConfiguration, startServer } from '@conduit/server'
import { type Test, test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { logCapture } from './support/log-capture.ts'

/** As an author publishes it: compiled, importing core. */
const honest = `
  import { defineAdapter, didAndKey, email, json } from '@conduit/core'
  import { Type } from '@sinclair/typebox'
  export default defineAdapter({
    name: 'gift-card', title: 'Gift Card',
    settings: Type.Object({}, { additionalProperties: false }),
    endpoint: { formats: [json()], payload: Type.Object({ id: Type.String() }) },
    tables: { events: [{ type: 'card.sold', meaning: 'transaction' }],
      pii: [{ path: '/email', ...email() }] },
    authenticate: didAndKey(),
    verifySignature: () => 'unsigned',
    parseEvent: ({ payload }) => ({ deliveryId: payload.id, events: [{ type: 'card.sold',
      meaning: 'transaction', occurredAt: null, id: payload.id, path: '', data: payload }] }),
    guides: { connect: new URL('connect.md', import.meta.url), erase: new URL('erase.md', import.meta.url) },
  })`

const broken = {
  '@acme/throws': "throw new TypeError('canary4711')",
  '@acme/empty': 'export const adapter = 1',
  '@acme/future':
    `${honest}\n`.replace('export default', 'const now =') +
    'export default { ...now, contract: 3 }',
  '@acme/stripe': honest.replace("'gift-card'", "'stripe'"),
}

const codes = {
  '@acme/throws': 'import_failed',
  '@acme/empty': 'not_an_adapter',
  '@acme/future': 'wrong_contract',
  '@acme/stripe': 'name_clash',
  '@acme/missing': 'not_found',
}

/** An operator's directory: what npm installed there, and a configuration that switches all on. */
async function operator(t: Test): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-operator-'))
  t.teardown(() => rm(cwd, { recursive: true, force: true }))
  const modules = join(cwd, 'node_modules')
  const core = fileURLToPath(new URL('../../../../packages/core', import.meta.url))
  await mkdir(join(modules, '@conduit'), { recursive: true })
  await symlink(core, join(modules, '@conduit/core'))
  await symlink(join(core, 'node_modules/@sinclair'), join(modules, '@sinclair'))
  for (const [name, source] of Object.entries({ '@acme/gift-card': honest, ...broken })) {
    await mkdir(join(modules, name), { recursive: true })
    await writeFile(join(modules, name, 'package.json'), '{"type":"module","exports":"./index.js"}')
    await writeFile(join(modules, name, 'index.js'), source)
    await writeFile(join(modules, name, 'connect.md'), 'Type the URL in.\n')
    await writeFile(join(modules, name, 'erase.md'), 'Write to Gift Card.\n')
  }
  const names = ['@acme/gift-card', ...Object.keys(codes), 'stripe']
  const lines = names.map(name => `  '${name}': true\n`)
  await writeFile(join(cwd, 'conduit.config.yaml'), `adapters:\n${lines.join('')}`)
  return cwd
}

test('packages of third parties: one runs, five do not, and each is told', async t => {
  const cwd = await operator(t)

  const checked = await checkConfiguration({}, cwd)
  t.same(checked.faults, [])
  t.same(checked.adapters, ['gift-card', 'stripe'])
  t.same(
    Object.fromEntries(checked.adapterFaults.map(({ adapter, code }) => [adapter, code])),
    codes,
  )

  const log = logCapture()
  const key = 'cak_invented_by_the_operator'
  const env = { ...(await embeddedEnvironment(cwd)), CONDUIT_ADMIN_KEY: key }
  const server = await startServer({ env, cwd, logStream: log.stream, print: () => undefined })
  t.teardown(server.stop)
  const graph = async (query: string, variables: object = {}) => {
    const reply = await fetch(`${server.url}/api/v1/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return ((await reply.json()) as { data: Record<string, never> }).data
  }

  await t.test('in the log', async t => {
    const lines = log.lines().filter(({ msg }) => msg === 'adapter not loaded')
    t.same(Object.fromEntries(lines.map(line => [line.package, line.code])), codes)
    t.match(lines.find(line => line.package === '@acme/future')?.reason, /contract 3/)
    t.notMatch(log.text(), 'canary')
  })

  await t.test('in the API', async t => {
    const { adapters } = await graph(
      '{ adapters { name package isRunning fault { code message } } }',
    )
    t.match(adapters, [
      { name: 'gift-card', package: '@acme/gift-card', isRunning: true, fault: null },
      { name: 'stripe', package: '@conduit/adapter-stripe', isRunning: true },
      ...Object.entries(codes).map(([name, code]) => ({
        name,
        isRunning: false,
        fault: { code, message: /./ },
      })),
    ])
  })

  await t.test('and the one that runs takes webhooks', async t => {
    const { createDataController } = await graph(
      'mutation { createDataController(input: { name: "Example" }) { dataController { id } } }',
    )
    const { addIntegration } = await graph(
      'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl } }',
      {
        input: {
          dataControllerId: (createDataController as never as { dataController: { id: string } })
            .dataController.id,
          adapter: 'gift-card',
          settings: {},
        },
      },
    )
    const { webhookUrl } = addIntegration as never as { webhookUrl: string }
    const reply = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"id":"sale-1","email":"jane@example.com"}',
    })
    t.equal(reply.status, 200)
    t.match(await reply.json(), { status: 'success', data: { events: 1 } })
  })
})
