import type { Samples, Transport } from '@conduit/core'
import { openDatabase } from '@conduit/db'
import { bundledAdapters } from '@conduit/server'
import { fakePlatform, type Recording, readRecordings } from '@conduit/testing'
import { type Test, test } from 'tap'
import { collect, dumpOf, found, type Secrets } from './support/leaks.ts'
import { ask, connect, disconnect, send } from './support/over-http.ts'
import { compareReadBack } from './support/read-back.ts'
import { freshPostgres } from './support/services.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const names = bundledAdapters()
const limits = { timeout: 120_000 }

let transport: Transport = {
  get dispatcher(): never {
    throw new Error('no platform')
  },
}
const options = {
  only: names,
  // Each recording brings its own platform.
  transport: {
    get dispatcher() {
      return transport.dispatcher
    },
  },
}

test('every recording over HTTP, read back by GraphQL: PGlite', limits, async t => {
  await playAll(t, await testApp(t, options))
})

test('every recording over HTTP, read back by GraphQL: PostgreSQL', limits, async t => {
  const url = await freshPostgres(t)
  if (url === null) {
    const why = 'no PostgreSQL can be reached'
    return process.env.CI === 'true' ? t.fail(why) : t.plan(0, why)
  }
  const database = await openDatabase({ url })
  await playAll(t, await testApp(t, { ...options, database }))
})

async function playAll(t: Test, app: TestApp): Promise<void> {
  const origin = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const secrets: Secrets = { values: new Set(), clear: new Set() }
  let played = 0
  for (const name of names) {
    const samples = ((await import(`@conduit/adapter-${name}/samples`)) as { default: Samples })
      .default
    for (const { file, recording } of readRecordings(samples.recordings)) {
      if (recording === null) throw new Error(`${file} is no recording`)
      await t.test(`${name}/${file}`, t => play(t, app, origin, name, samples, recording, secrets))
      played += 1
    }
  }
  t.comment(`${played} recordings, ${names.length} adapters`)
  await t.test('no personal value and no credential is kept or logged', async t => {
    const dump = await dumpOf(app)
    t.ok(secrets.values.size > 200, `${secrets.values.size} values are looked for`)
    t.ok(dump.length > 100_000, `in a dump of ${dump.length} characters`)
    t.strictSame(found(dump, secrets), [], 'in the database')
    t.strictSame(found(app.log.text(), secrets), [], 'in the log at level trace')
    t.notMatch(app.log.text(), /dxKey=|token=|did=/, 'no query string in the log')
  })
}

async function play(
  t: Test,
  app: TestApp,
  origin: string,
  name: string,
  samples: Samples,
  recording: Recording,
  secrets: Secrets,
): Promise<void> {
  const { expect, fetchback, poll } = recording
  app.clock.set(recording.receivedAt)
  const platform = await fakePlatform(poll?.responses ?? fetchback ?? [])
  transport = platform.transport
  const connected = await connect(app, name, samples, recording)
  const answered = await send(origin, recording, connected)
  t.equal(answered.status, expect.status, answered.body)
  for (const header of expect.responseHeadersAbsent ?? [])
    t.notOk(answered.headers.has(header), header)
  if (expect.responseContentType !== undefined) {
    t.match(answered.headers.get('content-type'), expect.responseContentType)
  }
  if (expect.responseBody !== undefined) t.equal(answered.body, expect.responseBody)
  if (fetchback !== undefined && connected.pollUrl !== null) {
    const { pathname, search } = connected.pollUrl
    await fetch(origin + pathname + search, { method: 'POST' })
    t.strictSame(platform.unexpected, [], 'calls of the platform')
  }
  await compareReadBack(t, app, recording, connected)
  collect(recording, connected, secrets)
  await disconnect(app, connected)
  await platform.close()
}

test(
  'a delivery that is posted twice at once, a hundred times over, leaves one record each',
  limits,
  async t => {
    const app = await testApp(t)
    const { webhook, integrationId } = await connectStripe(app)
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) => customerEvent(`evt_pair_${index}`)).flatMap(
        body => [sendSigned(app, webhook, body), sendSigned(app, webhook, body)],
      ),
    )
    t.ok(replies.every(({ statusCode }) => statusCode === 200))
    const duplicates = replies.filter(reply => reply.json().data.duplicate === true)
    t.equal(duplicates.length, 100)
    for (const field of ['deliveries', 'processingActivities']) {
      const type = field === 'deliveries' ? 'DeliveryFilter' : 'ProcessingActivityFilter'
      const query = `query($filter: ${type}!) { ${field}(filter: $filter, first: 1) { totalCount } }`
      const answer = await ask<Record<string, { totalCount: number }>>(app, query, {
        filter: { integrationId },
      })
      t.equal(answer[field]?.totalCount, 100, field)
    }
  },
)
