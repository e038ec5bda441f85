import { type Controller, sealRequest } from '@conduit/core/host'
import { type Database, sweep } from '@conduit/db'
import { listRequests } from '@conduit/db/requests'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  integrationOf,
  keyOf,
  keyring,
  personOf,
  receivedAt,
} from './helpers/fixtures.ts'
import { requestScene } from './helpers/requests.ts'
import { rows } from './helpers/rows.ts'

/** By the real clock: it is compared with the database's. */
const daysAgo = (days: number) => new Date(receivedAt.getTime() - days * 86_400_000).toISOString()

/** An erasure with a task at a platform, of which two calls were made; default: nothing of it is left to do. */
interface Given {
  /** What the task is told from others by. */
  readonly name: string
  readonly state?: 'completed' | 'running' | 'stopped'
  readonly outcome?: 'erased' | 'exempt' | 'archived_reversible' | 'failed_permanent'
  readonly reason?: string
  /** So many days ago. */
  readonly calledAt?: number | null
  readonly acceptedAt?: number
  readonly endedAt?: number
  readonly until?: string
  /** Keys that were not destroyed. */
  readonly keys?: readonly ('request' | 'task')[]
  /** Another of its tasks: our own rows, held; or an object with a key of its own. */
  readonly beside?: 'held' | 'key'
  readonly isReceipted?: boolean
}

async function given(database: Database, controller: Controller, own: Given): Promise<string> {
  const { id: of } = controller
  const { name, state = 'completed', outcome = 'erased', reason = null, until = null } = own
  const { calledAt = 100, acceptedAt = null, endedAt = 100, keys = [], isReceipted = true } = own
  const [redaction, request, task, other] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()]
  const [called, accepted] = [calledAt, acceptedAt].map(days =>
    days === null ? null : daysAgo(days),
  )
  const integration = integrationOf(controller)
  const reference = keyOf(controller, `reference ${name}`)
  await asAct(database, async executor => {
    const run = (text: ReturnType<typeof sql>) => executor.execute(text)
    await run(sql`insert into redactions (controller_id, id, request_id, members, state, version, created_at, finished_at)
      values (${of}, ${redaction}, ${request}, '[]', ${state}, 0, ${daysAgo(endedAt)}, ${daysAgo(endedAt)})`)
    const insert = (id: string, at: string | null, what: string, why: string | null) =>
      run(sql`insert into redaction_tasks (controller_id, id, redaction_id, integration_id, position, object, reference,
          action, expected, key, state, outcome, reason, retained, until, tries, pause, calls, called_at, accepted_at, ended_at)
        values (${of}, ${id}, ${redaction}, ${at}, 0, ${name}, decode(${at && reference}::text, 'hex'), 'erase', 'erased', 'k',
          'done', ${what}, ${why}, '[]', ${until}::timestamptz, 0, 0, 2, ${called}::timestamptz, ${accepted}::timestamptz,
          ${daysAgo(endedAt)}::timestamptz)`)
    await insert(task, integration, outcome, reason)
    if (own.beside === 'held') await insert(other, null, 'exempt', 'held')
    for (const position of [1, 2])
      await run(sql`insert into redaction_task_calls (controller_id, task_id, position, purpose, method, host, began_at, request)
        values (${of}, ${task}, ${position}, 'erase', 'DELETE', 'one.example.com', ${daysAgo(endedAt)}, '\\x01')`)
    if (isReceipted)
      await run(sql`insert into redaction_receipts (controller_id, id, redaction_id, task_id, issued_at, text, entry_id)
        values (${of}, ${uuidv7()}, ${redaction}, ${task}, ${daysAgo(endedAt)}, '{}', ${uuidv7()})`)
    if (keys.includes('request'))
      await run(
        sql`insert into request_keys (controller_id, request_id, wrapped) values (${of}, ${request}, '\\x01')`,
      )
    for (const id of keys.includes('task') ? [task] : own.beside === 'key' ? [other] : [])
      await run(sql`insert into hold_keys (controller_id, task_id, redaction_id, wrapped, created_at)
        values (${of}, ${id}, ${redaction}, '\\x01', ${daysAgo(endedAt)})`)
  })
  return request
}

/** Objects of which a call is there, with how many, and those that can be told by their hash. */
async function left(database: Database) {
  const named = (query: ReturnType<typeof sql>) =>
    rows<{ name: string; count: number }>(database, query)
  const calls =
    await named(sql`select object as name, count(*)::int as count from redaction_task_calls c
    join redaction_tasks t on t.controller_id = c.controller_id and t.id = c.task_id group by 1`)
  const references = await named(
    sql`select object as name, 1 as count from redaction_tasks where reference is not null`,
  )
  return {
    calls: calls.map(({ name, count }) => `${name} ${count}`).toSorted(),
    references: references.map(({ name }) => name).toSorted(),
  }
}

test('digests of calls go when their key is gone, and no receipt of theirs is to come', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const controller = controllerOf()
    const staying: readonly Given[] = [
      { name: 'beside-a-key', beside: 'key' },
      { name: 'beside-held-rows', beside: 'held' },
      { name: 'held', outcome: 'exempt', reason: 'held' },
      { name: 'key-of-its-own', outcome: 'failed_permanent', keys: ['task'] },
      { name: 'kept', outcome: 'archived_reversible', until: daysAgo(-30) },
      { name: 'not-in-a-receipt', isReceipted: false },
      { name: 'running', state: 'running' },
    ]
    const request = await given(database, controller, { name: 'open', keys: ['request'] })
    for (const each of staying) await given(database, controller, each)
    // More than are looked at in one go, others among them.
    for (let count = 0; count < 60; count += 1)
      await given(database, controllerOf(), { name: 'over' })
    t.equal(await sweep(database, receivedAt), true)
    const names = staying.map(({ name }) => name)
    const both = (all: readonly string[]) => all.map(name => `${name} 2`).toSorted()
    t.same((await left(database)).calls, both([...names, 'open']))
    await rows(
      database,
      sql`update request_keys set ends_at = ${daysAgo(1)} where request_id = ${request}`,
    )
    t.equal(await sweep(database, receivedAt), true)
    t.same((await left(database)).calls, both(names), 'the day on which the key is destroyed')
    const receipts = sql`select count(*)::int as count from redaction_receipts`
    t.same(await rows(database, receipts), [{ count: 67 }], 'what was written down stays')
  })
})

test('what an object was is forgotten after 200 days, unless it is kept or can be opened', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const controller = controllerOf()
    const long = { calledAt: 400, endedAt: 400 }
    const staying: readonly Given[] = [
      { name: 'accepted-late', ...long, acceptedAt: 199 },
      { name: 'ended-late', ...long, endedAt: 199 },
      { name: 'held', ...long, outcome: 'exempt', reason: 'held' },
      { name: 'held-until', ...long, outcome: 'exempt', reason: 'held', until: daysAgo(300) },
      { name: 'key-of-its-own', ...long, outcome: 'failed_permanent', keys: ['task'] },
      { name: 'kept', ...long, outcome: 'archived_reversible', until: daysAgo(-30) },
      { name: 'open', ...long, keys: ['request'] },
      { name: 'running', ...long, state: 'running' },
    ]
    const going: readonly Given[] = [
      { name: 'beside-held-rows', ...long, beside: 'held' },
      { name: 'erased', calledAt: 201, endedAt: 201 },
      { name: 'never-due', ...long, calledAt: null, outcome: 'exempt' },
      { name: 'stopped', ...long, calledAt: null, state: 'stopped' },
    ]
    for (const each of [...staying, ...going]) await given(database, controller, each)
    for (let count = 0; count < 20; count += 1)
      await given(database, controllerOf(), { name: 'of-another', ...long })
    t.equal(await sweep(database, receivedAt), true)
    t.same((await left(database)).references, staying.map(({ name }) => name).toSorted())
  })
})

test('an echo is told on the last day, and asks as anybody does once it is forgotten', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { store, controller } = await requestScene(t, database, receivedAt.toISOString())
    const echo = async (name: string) => {
      const person = personOf(controller, [`${name}@example.com`], [name])
      const asked = sealRequest(keyring, controller, { identifiers: [], references: [] })
      const activity = activityOf(controller, {
        ...{ keys: [name], meaning: 'request.erasure', people: [person] },
        requests: [{ ...asked, type: 'erasure', person: 0 }],
      })
      await store.record([deliveryOf(controller, { activities: [activity] })])
    }
    const told = async () => {
      const { edges } = await listRequests(database, { controllerIds: [controller.id] }, {})
      const count = sql`select count(*)::int as count from audit_entries where action = 'redaction.echoed'`
      const [echoes] = await rows<{ count: number }>(database, count)
      return { requests: edges.length, echoes: echoes?.count }
    }
    await given(database, controller, { name: 'day-199', calledAt: 199, endedAt: 199 })
    await given(database, controller, { name: 'day-201', calledAt: 201, endedAt: 201 })
    t.equal(await sweep(database, receivedAt), true)
    t.same((await left(database)).references, ['day-199'])
    await echo('day-199')
    t.same(await told(), { requests: 0, echoes: 1 })
    await echo('day-201')
    t.same(await told(), { requests: 1, echoes: 1 }, 'it is nobody else’s echo')
    const { edges } = await listRequests(database, { controllerIds: [controller.id] }, {})
    const [recorded] = await rows<{ id: string; subject: string }>(
      database,
      sql`select id::text as id, subject_id::text as subject from processing_activities
        order by received_at desc, id desc limit 1`,
    )
    t.match(edges, [
      {
        node: {
          ...{ type: 'erasure', channel: 'platform', status: 'pending' },
          ...{ activityId: recorded?.id, subjectId: recorded?.subject, verifiedAt: null },
        },
      },
    ])
  })
})
