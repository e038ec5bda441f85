import { setTimeout as pause } from 'node:timers/promises'
import { generateMasterKey } from '@conduit/privacy'
import { t as root, type Test, test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { hungPlatform, operatorOf } from './support/hung-platform.ts'
import { type ServerProcess, startProcess } from './support/server-process.ts'
import { freshPostgres } from './support/services.ts'

// It waits for what a server waits for that does not know that another one has died.
root.setTimeout(1_200_000)

const withinMilliseconds = 60_000
const key = 'cak_invented_by_the_operator'

/** What a server was reading when it was ended is read by the next one within a minute. */
async function resume(
  t: Test,
  signal: NodeJS.Signals,
  envOf: (cwd: string) => Promise<Record<string, string> | null>,
): Promise<void> {
  const platform = await hungPlatform(t)
  const cwd = await operatorOf(t, platform)
  const where = await envOf(cwd)
  if (where === null) return t.plan(0, 'no server: PostgreSQL')
  const env = { ...where, CONDUIT_ADMIN_KEY: key }
  const first = await startProcess(t, cwd, env)
  const webhook = await connect(first)
  const asked = platform.asked()
  const reply = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":"one"}',
  })
  t.equal(reply.status, 200)
  await asked
  platform.answerFromNow()
  const askedAgain = platform.asked()
  const code = await first.end(signal)
  if (signal === 'SIGTERM') t.equal(code, 0, 'it did not have to be ended by force')
  const tooLate = pause(withinMilliseconds, false, { ref: false })
  const second = await startProcess(t, cwd, env)
  t.equal(await Promise.race([askedAgain.then(() => true), tooLate]), true)
  await second.logged(({ msg, outcome }) => msg === 'integration read' && outcome === 'ok')
  t.same(await states(second), ['done'])
}

async function graph<Data>(
  { url }: ServerProcess,
  query: string,
  variables: object = {},
): Promise<Data> {
  const reply = await fetch(`${url}/api/v1/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return ((await reply.json()) as { data: Data }).data
}

/** @returns where the platform calls */
async function connect(server: ServerProcess): Promise<string> {
  const made = await graph<{ createDataController: { dataController: { id: string } } }>(
    server,
    'mutation { createDataController(input: { name: "Example" }) { dataController { id } } }',
  )
  const dataControllerId = made.createDataController.dataController.id
  const added = await graph<{ addIntegration: { webhookUrl: string } }>(
    server,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl } }',
    { input: { dataControllerId, adapter: 'hung', settings: {} } },
  )
  return added.addIntegration.webhookUrl
}

async function states(server: ServerProcess): Promise<readonly string[]> {
  const { processingActivities } = await graph<{
    processingActivities: { nodes: readonly { fetch: string }[] }
  }>(server, '{ processingActivities { nodes { fetch } } }')
  return processingActivities.nodes.map(({ fetch }) => fetch)
}

const onPostgres = (t: Test) => async () => {
  const url = await freshPostgres(t)
  return url === null ? null : { DATABASE_URL: url, CONDUIT_MASTER_KEY: generateMasterKey() }
}

test('a reading outlives its server', async t => {
  await t.test('that is killed: PostgreSQL', t => resume(t, 'SIGKILL', onPostgres(t)))
  await t.test('that is killed: embedded', t => resume(t, 'SIGKILL', embeddedEnvironment))
  await t.test('that is stopped: PostgreSQL', t => resume(t, 'SIGTERM', onPostgres(t)))
})
