import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { generateMasterKey } from '@conduit/privacy'
import { type Test, test } from 'tap'
import { freshPostgres } from './support/services.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const adminKey = 'cak_invented_for_what_is_told'

/** Runs the application of docs/notifications.md as it stands. */
async function runPage(t: Test, env: { readonly [name: string]: string }) {
  const page = await readFile(join(root, 'docs/notifications.md'), 'utf8')
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'conduit-told-'))
  await mkdir(join(folder, 'node_modules/@conduit'), { recursive: true })
  await symlink(join(root, 'apps/server'), join(folder, 'node_modules/@conduit/server'))
  await writeFile(join(folder, 'app.mjs'), code)
  const app = spawn(process.execPath, ['app.mjs'], { cwd: folder, env })
  t.teardown(async () => {
    if (app.kill()) await once(app, 'exit')
    await rm(folder, { recursive: true, force: true })
  })
  return app
}

test('the application in docs/notifications.md is told of a purpose', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const app = await runPage(t, {
    DATABASE_URL: databaseUrl,
    CONDUIT_MASTER_KEY: generateMasterKey(),
    CONDUIT_ADMIN_KEY: adminKey,
    CONDUIT_PORT: '0',
    LOG_LEVEL: 'silent',
  })
  const lines = createInterface(app.stdout)[Symbol.asyncIterator]()
  const next = async (): Promise<string> => (await lines.next()).value ?? t.fail('it has ended')
  const url = await next()
  const ask = async <T>(query: string): Promise<T> => {
    const reply = await fetch(`${url}/api/v1/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return ((await reply.json()) as { data: T }).data
  }
  const made = await ask<{ createDataController: { dataController: { id: string } } }>(
    'mutation { createDataController(input: { name: "Example Ltd" }) { dataController { id } } }',
  )
  const { id } = made.createDataController.dataController
  const { createPurpose } = await ask<{
    createPurpose: { purpose: object }
  }>(`mutation { createPurpose(input:
    { dataControllerId: "${id}", name: "Newsletter", legalBasis: consent }) { purpose { id } } }`)
  t.match(JSON.parse(await next()), {
    id: /^\d+$/,
    event: 'purpose.changed',
    dataControllerId: id,
    data: createPurpose.purpose,
  })
})
