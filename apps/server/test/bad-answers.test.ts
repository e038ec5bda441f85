import type { Transport } from '@conduit/core/host'
import { type FakeCall, fakePlatform } from '@conduit/recordings'
import { t as root, type Test, test } from 'tap'
import { type BadAnswer, badAnswers } from './support/bad-input/bad-answers.ts'
import { type Line, openLine } from './support/bad-input/line.ts'
import { everyReading, type Reading } from './support/bad-input/readings.ts'
import { everyPlatform } from './support/bad-input/specimen.ts'
import { canary } from './support/bad-input/spoil.ts'
import { dumpOf, found } from './support/leaks.ts'
import { ask } from './support/over-http.ts'
import { quickDatabase } from './support/services.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const errorLevel = 50

/** A server with every adapter on, and a way to what takes the place of the platforms. */
async function openServer(t: Test) {
  let current: Transport | null = null
  // Each run has a platform of its own.
  const transport = new Proxy({} as Transport, {
    get: (_none, key) => Reflect.get(current ?? {}, key),
  })
  const { adapters } = await everyPlatform()
  const rateLimit = { max: 100_000, windowMilliseconds: 900_000 }
  const app = await testApp(t, { adapters, rateLimit, transport, database: await quickDatabase(t) })
  const origin = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const readFrom = async (line: Line, script: readonly FakeCall[]) => {
    const platform = await fakePlatform(script)
    current = platform.transport
    const read = await line.read()
    await platform.close()
    return { read, unexpected: platform.unexpected }
  }
  return { app, origin, readFrom }
}

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

test('bad answers of every platform that is read', async t => {
  const server = await openServer(t)
  const readings = await everyReading()
  let tried = 0
  for (const reading of readings) {
    const { specimen, script, settings } = reading
    await t.test(`${specimen.name}: ${script.length} calls`, async t => {
      const open = async () => {
        const { app, origin } = server
        const line = await openLine(app, origin, specimen, own => ({ ...own, ...settings }))
        if (reading.call !== null) t.equal((await line.send(reading.call)).status, 200)
        return line
      }
      const line = await open()
      const { read, unexpected } = await server.readFrom(line, script)
      t.match({ read, unexpected }, { read: { outcome: 'ok' }, unexpected: [] }, 'all is well')
      const good = await recordedBy(server.app, line)
      t.ok(good.length > 0 && good.every(each => /^(done|fetched)/.test(each)), `${good}`)
      await line.close()
      for (const bad of badAnswers) {
        const last = script.length - 1
        for (const at of new Set(bad.isAlsoFirst === true ? [0, last] : [last])) {
          const line = await open()
          await check(t, server, reading, line, { bad, at, good })
          await line.close()
          tried += 1
        }
      }
    })
  }
  t.comment(`${tried} bad answers to ${readings.length} readings`)

  await t.test('nothing of a bad answer is kept or logged', async t => {
    const secrets = { values: new Set([canary, 'canary4711']), clear: new Set<string>() }
    t.strictSame(found(await dumpOf(server.app.database), secrets), [], 'in the database')
    t.strictSame(found(server.app.log.text(), secrets), [], 'in the log at level trace')
    const failures = server.app.log.lines().filter(({ level }) => Number(level) >= errorLevel)
    t.strictSame(failures, [], 'and none of our own code failed on it')
  })
})

interface Trial {
  readonly bad: BadAnswer
  readonly at: number
  /** What there is when nothing was wrong. */
  readonly good: readonly string[]
}

/** Spoils one answer, and lets the platform answer properly the next time. */
async function check(
  t: Test,
  { app, readFrom }: Awaited<ReturnType<typeof openServer>>,
  { script }: Reading,
  line: Line,
  { bad, at, good }: Trial,
): Promise<void> {
  const name = `${bad.name} to call ${at}`
  const spoilt = script.map((call, index) =>
    index === at ? { ...call, response: bad.response } : call,
  )
  const first = await readFrom(line, spoilt)
  const half = await recordedBy(app, line)
  const isOpen = (each: string) => each === 'waiting, 0 fields' || each === 'failed, 0 fields'
  const unread = half.filter(isOpen)
  const isGivenUp = unread.some(each => each.startsWith('failed'))
  app.clock.advance(first.read.retryAfterSeconds ?? 0)
  const { read: again } = await readFrom(line, script)
  const all = await recordedBy(app, line)
  const actual = {
    outcome: first.read.outcome,
    retryAfterSeconds: first.read.outcome === 'rate_limited' ? first.read.retryAfterSeconds : null,
    // What was read before it is there, the rest is open; nothing else is called done.
    isUnderWay:
      isPartOf(
        good,
        half.filter(each => !isOpen(each)),
      ) && half.join() !== good.join(),
    again: again.outcome,
    all,
  }
  const expected = {
    outcome: bad.isGivenUp === true && !isGivenUp ? 'upstream_error' : bad.outcome,
    retryAfterSeconds: bad.outcome === 'rate_limited' ? 60 : null,
    isUnderWay: true,
    again: 'ok',
    // What was given up stays so, for everybody to see.
    all: bad.isGivenUp === true && isGivenUp ? openIn(half, good) : good,
  }
  t.strictSame(actual, expected, name)
}

/** Each of the first can be found in the second, as often as it is there. */
function isPartOf(all: readonly string[], some: readonly string[]): boolean {
  const left = [...all]
  return some.every(each => {
    const index = left.indexOf(each)
    if (index >= 0) left.splice(index, 1)
    return index >= 0
  })
}

/** What was read properly in the end, where some was given up on the way. */
function openIn(half: readonly string[], good: readonly string[]): readonly string[] {
  return half.map((each, index) => (each.startsWith('failed') ? each : (good[index] ?? '')))
}

const activitiesQuery = `query($id: ID!) {
  processingActivities(filter: { integrationId: $id }) {
    nodes { fetch verification fields { source } }
  }
}`

/** What is recorded, and how far it was read: `done, 22 fields`. */
async function recordedBy(app: TestApp, { integrationId }: Line): Promise<readonly string[]> {
  const { processingActivities } = await ask<{
    processingActivities: {
      nodes: { fetch: string | null; verification: string; fields: { source: string }[] }[]
    }
  }>(app, activitiesQuery, { id: integrationId })
  return processingActivities.nodes.map(({ fetch, verification, fields }) => {
    const read = fields.filter(({ source }) => source === 'FETCHED').length
    return `${fetch ?? verification}, ${read} fields`
  })
}
