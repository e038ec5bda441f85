import { decodeId } from '@conduit/core/host'
import { openDatabase } from '@conduit/db'
import { t as root, type Test, test } from 'tap'
import { makeController } from './support/controllers.ts'
import { loaded } from './support/loyalty.ts'
import { mailingAdapter, mailingPlatform } from './support/mailing.ts'
import { addIntegration, ask } from './support/over-http.ts'
import { freshPostgres } from './support/services.ts'
import { purposeOf } from './support/telling-scene.ts'
import { testApp } from './support/test-app.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

test('the queue tells as soon as it is asked for', async t => {
  await t.test('on PGlite', t => playQueue(t, undefined))
  await t.test('on PostgreSQL', async t => {
    const databaseUrl = await freshPostgres(t)
    if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
    await playQueue(t, databaseUrl)
  })
})

async function playQueue(t: Test, databaseUrl: string | undefined): Promise<void> {
  const mailing = await mailingPlatform(t)
  const app = await testApp(t, {
    adapters: loaded(mailingAdapter(mailing)),
    transport: mailing.transport,
    database: await openDatabase({ url: databaseUrl }),
    jobs: { databaseUrl },
  })
  await app.startRest()
  const { id: dataControllerId } = await makeController(app)
  const query = <T>(document: string, variables: object) => ask<T>(app, document, variables)
  const purposeId = await purposeOf(query, dataControllerId, 'Newsletter')
  const settings = { host: 'one.example.com', apiKey: 'secret' }
  const { webhookUrl } = await addIntegration(app, dataControllerId, 'mailing', settings)
  await app.http.inject({
    method: 'POST',
    url: String(webhookUrl).slice('https://hooks.example.com'.length),
    headers: { 'x-proof': 'good' },
    payload: { id: 'one', member: { id: 'a7', email: 'ada@example.com' } },
  })
  const { dataSubjects } = await query<{ dataSubjects: { nodes: { id: string }[] } }>(
    'query($id: ID!) { dataSubjects(filter: { dataControllerId: $id }) { nodes { id } } }',
    { id: dataControllerId },
  )
  const dataSubjectId = dataSubjects.nodes[0]?.id
  t.not(decodeId('subject', String(dataSubjectId)), null)
  await query(
    'mutation($input: RecordConsentInput!) { recordConsent(input: $input) { __typename } }',
    {
      input: {
        ...{ dataSubjectId, purposeId, channel: 'email', state: 'withdrawn', method: 'paper' },
        at: '2026-10-05T08:00:00Z',
      },
    },
  )
  const told = new Promise<void>(resolve => {
    mailing.during = async () => resolve()
  })
  await query(
    'mutation($input: PropagateConsentInput!) { propagateConsent(input: $input) { __typename } }',
    {
      input: {
        ...{ dataControllerId, dataSubjectId, channel: 'email', purpose: 'Newsletter' },
        isDryRun: false,
      },
    },
  )
  await told
  await app.http.close()
  t.match(mailing.tells, [{ profile: 'a7', topic: 'Newsletter', state: 'withdrawn' }])
  t.equal(mailing.looks.length, 1, 'and looks, before it stops')
}
