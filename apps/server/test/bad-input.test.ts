import type { JsonObject } from '@conduit/core'
import { t as root, type Test, test } from 'tap'
import { type BadCase, casesOf, type Outcome, statusOf } from './support/bad-input/bad-case.ts'
import { hugeBatch } from './support/bad-input/batches.ts'
import { formRows } from './support/bad-input/form-cases.ts'
import { jsonRows } from './support/bad-input/json-cases.ts'
import { type Answered, type Kept, type Line, openLine } from './support/bad-input/line.ts'
import { editedCall, foreignCases, ownForms } from './support/bad-input/own-forms.ts'
import { everyPlatform, type Specimen } from './support/bad-input/specimen.ts'
import { canary } from './support/bad-input/spoil.ts'
import { anythingRows, transportCases } from './support/bad-input/transport-cases.ts'
import { xmlRows } from './support/bad-input/xml-cases.ts'
import { dumpOf, found } from './support/leaks.ts'
import { ask } from './support/over-http.ts'
import { quickDatabase } from './support/services.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const rows = { json: jsonRows, form: formRows, xml: xmlRows, anything: anythingRows }

const errorLevel = 50

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

/** The server with every adapter on, listening. */
async function openServer(t: Test, max = 100_000) {
  const { adapters, specimens } = await everyPlatform()
  const rateLimit = { max, windowMilliseconds: 900_000 }
  const app = await testApp(t, { adapters, rateLimit, database: await quickDatabase(t) })
  const origin = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const open = (specimen: Specimen, change?: Parameters<typeof openLine>[3]) =>
    openLine(app, origin, specimen, change)
  return { app, origin, specimens, open, count: adapters.adapters.length }
}

test('bad calls of every platform', async t => {
  const { app, specimens, open, count } = await openServer(t)
  let tried = 0
  for (const specimen of specimens) {
    await t.test(specimen.name, async t => {
      const cases = [
        ...casesOf(specimen, rows[specimen.format]),
        ...transportCases(specimen),
        ...foreignCases(specimen),
      ]
      // Each on a line of its own: what was sent before may be what the next one repeats.
      const onLine = async (run: (line: Line) => Promise<void>) => {
        const { settings } = ownForms[specimen.name] ?? {}
        const line = await open(specimen, own => ({ ...own, ...settings }))
        await run(line)
        await line.close()
      }
      await onLine(async line => {
        let kept = await line.kept()
        for (const each of cases) kept = await check(t, specimen, line, each, kept)
        await checkQuarantine(t, app, line)
      })
      await onLine(line => checkUnknownType(t, app, specimen, line))
      await onLine(line => checkGoodCall(t, specimen, line))
      tried += cases.length
    })
  }
  t.comment(`${tried} bad calls in ${specimens.length} forms of ${count} adapters`)

  await t.test('nothing of a bad body is kept in clear or logged', async t => {
    const secrets = { values: new Set([canary, 'canary4711']), clear: new Set<string>() }
    t.strictSame(found(await dumpOf(app.database), secrets), [], 'in the database')
    t.strictSame(found(app.log.text(), secrets), [], 'in the log at level trace')
    const failures = app.log.lines().filter(({ level }) => Number(level) >= errorLevel)
    t.strictSame(failures, [], 'and none of our own code failed on it')
  })
})

const mostRepetitions = 30

test('as many events in a call as fit', async t => {
  const { specimens, open } = await openServer(t)
  for (const specimen of specimens) {
    const batch = hugeBatch(specimen)
    if (batch === null) continue
    const line = await open(specimen)
    // What takes longer than a platform waits is sent again.
    let answered = await line.send({ body: batch.body })
    for (let sent = 1; answered.status === 503 && sent < mostRepetitions; sent += 1) {
      answered = await line.send({ body: batch.body })
    }
    t.equal(answered.status, 200, specimen.name)
    const { activities, quarantined } = await line.kept()
    t.strictSame({ activities, quarantined }, { activities: batch.count, quarantined: 0 })
    t.comment(`${specimen.name}: ${batch.count} events in ${batch.body.length} bytes`)
    await line.close()
  }
})

test('an integration that waits for its secret: 503, and nothing is lost', async t => {
  const { specimens, open } = await openServer(t)
  for (const specimen of specimens) {
    const learned = Object.entries(specimen.adapter.settings.properties)
      .filter(([, schema]) => schema.learned === true)
      .map(([key]) => key)
    let brought: JsonObject = {}
    const line = await open(specimen, own => {
      const entries = Object.entries(own)
      brought = Object.fromEntries(entries.filter(([key]) => learned.includes(key)))
      return Object.fromEntries(entries.filter(([key]) => !learned.includes(key)))
    })
    if (Object.keys(brought).length > 0) {
      const answered = await line.send()
      t.match(answered, { status: 503, retryAfter: /^\d+$/ }, specimen.name)
      t.equal(bodyOf(specimen, answered, false), 'a refusal')
      t.match(await line.kept(), { deliveries: 0, quarantined: 0 }, 'the platform still has it')
      await line.update(brought)
      await checkGoodCall(t, specimen, line)
    }
    await line.close()
  }
})

test('addresses that are none, and too many calls', async t => {
  const { origin, specimens } = await openServer(t, 20)
  for (const { adapter } of specimens) {
    const reply = await fetch(`${origin}/api/v1/integrations/${adapter.name}/${canary}`, {
      method: 'POST',
    })
    t.equal(reply.status, 404, adapter.name)
    t.notMatch(await reply.text(), 'canary')
  }
  for (const { adapter } of specimens) {
    const path = adapter.endpoint?.path ?? '/event'
    const reply = await fetch(`${origin}/api/v1/integrations/${adapter.name}${path}`, {
      method: 'POST',
    })
    t.equal(reply.status, 429, adapter.name)
    t.match(reply.headers.get('retry-after'), /^\d+$/)
    t.match(await reply.json(), { status: 429, code: 'rate_limited' })
  }
})

/** @returns what is kept afterwards */
async function check(
  t: Test,
  specimen: Specimen,
  line: Line,
  { name, call, outcome }: BadCase,
  before: Kept,
): Promise<Kept> {
  const answered = await line.send(call)
  const after = await line.kept()
  const actual = {
    status: answered.status,
    body: bodyOf(specimen, answered, call.method === 'HEAD'),
    fate: fateOf(answered, before, after),
  }
  const status = statusOf[outcome]
  const expected = {
    status,
    body: status === 200 || call.method === 'HEAD' ? 'as it is' : 'a refusal',
    fate: fateFor(outcome, mayKeep(specimen, line, call)),
  }
  // What is signed is in quarantine already, under another spelling.
  const { isKnownByContent = false } = ownForms[specimen.name] ?? {}
  const isKnown = isKnownByContent && before.quarantined > 0 && actual.fate === 'gone'
  if (isKnown && expected.fate === 'set aside') expected.fate = 'gone'
  t.strictSame(actual, expected, `${name}: ${outcome} (${answered.reason ?? answered.code})`)
  return after
}

/** What a platform has signed is kept, where it is known whose it is. */
function mayKeep({ adapter }: Specimen, line: Line, call: BadCase['call']): boolean {
  return line.signs(call) && adapter.authenticate.mints !== 'account'
}

type Fate = 'recorded' | 'set aside' | 'counted' | 'gone' | 'something else'

function fateFor(outcome: Outcome, mayKeep: boolean): Fate {
  if (outcome === 'recorded' || outcome === 'set aside') return outcome
  if (outcome === 'ignored') return 'counted'
  return mayKeep && (outcome === 'misfit' || outcome === 'foreign type') ? 'set aside' : 'gone'
}

function fateOf({ code }: Answered, before: Kept, after: Kept): Fate {
  if (after.quarantined === before.quarantined + 1) return 'set aside'
  const more = after.deliveries - before.deliveries
  if (after.quarantined !== before.quarantined || more > 1) return 'something else'
  if (code === 'ignored' || (more === 1 && after.ignored > 0)) return 'counted'
  if (code === 'duplicate' || more === 1) return 'recorded'
  return after.activities === before.activities ? 'gone' : 'something else'
}

/** A refusal is a problem document, or what the platform needs in its place. */
function bodyOf({ adapter }: Specimen, { status, type, body }: Answered, isHead: boolean): string {
  if (body.includes('canary')) return 'what was sent'
  if (status === 200 || isHead) return 'as it is'
  if (type.startsWith('application/problem+json')) {
    const problem = JSON.parse(body) as Record<string, unknown>
    return problem.status === status && problem.code && problem.title ? 'a refusal' : body
  }
  const isOwn = adapter.reply !== undefined && /^$|<soapenv:Fault>/.test(body)
  return isOwn ? 'a refusal' : `${type} ${body}`
}

async function checkUnknownType(t: Test, app: TestApp, specimen: Specimen, line: Line) {
  const { unknown } = ownForms[specimen.name] ?? {}
  if (unknown === undefined) return
  const answered = await line.send(editedCall(specimen, unknown.edits))
  t.equal(answered.status, 200, `an unknown type`)
  const { deliveries } = await ask<{ deliveries: { nodes: { id: string }[] } }>(
    app,
    'query($id: ID!) { deliveries(filter: { dataControllerId: $id }, first: 1) { nodes { id } } }',
    { id: line.controllerId },
  )
  const { processingActivities } = await ask<{ processingActivities: { nodes: object[] } }>(
    app,
    'query($id: ID!) { processingActivities(filter: { deliveryId: $id }) { nodes { eventType meaning } } }',
    { id: deliveries.nodes[0]?.id },
  )
  const [node] = processingActivities.nodes
  t.match(node, { eventType: unknown.type, meaning: 'processing' }, 'an unknown type is recorded')
}

/** What was set aside is there to be seen, with a reason that says nothing of what it holds. */
async function checkQuarantine(t: Test, app: TestApp, line: Line) {
  const { quarantine } = await ask<{
    quarantine: { totalCount: number; nodes: { step: string; reason: string }[] }
  }>(
    app,
    'query($id: ID!) { quarantine(filter: { integrationId: $id }, first: 100) { totalCount nodes { step reason } } }',
    { id: line.integrationId },
  )
  t.equal(quarantine.totalCount, (await line.kept()).quarantined, 'the API shows what is set aside')
  const odd = quarantine.nodes.filter(
    ({ step, reason }) => !step || !reason || /canary/.test(reason),
  )
  t.strictSame(odd, [], 'and why')
}

async function checkGoodCall(t: Test, { recording, format }: Specimen, line: Line) {
  const answered = await line.send()
  t.equal(answered.status, 200, 'a good call is answered afterwards')
  t.equal(answered.code, 'recorded', 'and recorded')
  const events = recording.expect.events?.length ?? 0
  if (format !== 'anything') t.equal((await line.kept()).activities, events, 'with its events')
}
