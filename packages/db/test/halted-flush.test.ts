import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Controller } from '@conduit/core/host'
import { createRecorder, type Database, type RecordContext } from '@conduit/db'
import { eq, sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import {
  activitySubjects,
  consentEvents,
  dataSubjects,
  processingActivities,
} from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './helpers/fixtures.ts'
import { rows } from './helpers/rows.ts'
import { untilLocked } from './helpers/until-locked.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }

/** Another process that changes people; each line that it gets is answered by one. */
interface Changer {
  tell(command: object): Promise<string>
}

function startChanger(t: Test, url: string, controller: Controller): Changer {
  const program = fileURLToPath(new URL('helpers/change-people.js', import.meta.url))
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [program, url, controller.id],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface(child.stdout)
  t.teardown(async () => {
    child.stdin.end()
    await once(child, 'exit')
  })
  return {
    tell: async command => {
      const answer = once(lines, 'line')
      child.stdin.write(`${JSON.stringify(command)}\n`)
      const [line] = await answer
      return String(line)
    },
  }
}

async function subjectOf(database: Database, activityId: string): Promise<string | null> {
  const [row] = await database.run(executor =>
    executor.select().from(processingActivities).where(eq(processingActivities.id, activityId)),
  )
  return row?.subjectId ?? null
}

test('a flush that was halted before its commit ties nobody to what has changed', async t => {
  await forEachDatabase(t, async (t, { database, reopen, url }) => {
    if (reopen === null || url === null) {
      t.plan(0, 'an embedded database has one process')
      return
    }
    const observer = await reopen()
    const controller = controllerOf()
    const recorder = createRecorder(database, context)
    const record = async (name: string) => {
      const said = { channel: 'email', purpose: 'news', state: 'granted' } as const
      const consents = [{ ...said, isTimeSigned: false }]
      const people = [{ ...personOf(controller, [name]), consents }]
      const activity = activityOf(controller, { people })
      await recorder.record([deliveryOf(controller, { activities: [activity] })])
      return activity.id
    }
    const names = ['ada@example.com', 'bo@example.com', 'cy@example.com'] as const
    const [ada, bo, cy] = await Promise.all(names.map(record))
    const [erased, merged, restricted] = await Promise.all(
      [ada, bo, cy].map(async id => (await subjectOf(observer, id ?? '')) ?? ''),
    )
    // Everybody is remembered now.
    await Promise.all(names.map(record))

    const changer = startChanger(t, url, controller)
    const changes = [{ erase: erased }, { merge: [merged, restricted] }, { restrict: restricted }]
    t.equal(await changer.tell({ changes, halts: true }), 'halted')
    const flush = record('ada@example.com')
    await untilLocked(observer, flush)
    t.equal(await changer.tell({}), 'committed')

    const activityId = await flush
    const subject = await subjectOf(observer, activityId)
    const said = await observer.run(executor =>
      executor.select().from(consentEvents).where(eq(consentEvents.activityId, activityId)),
    )
    t.same(
      said.map(({ subjectId }) => subjectId),
      [subject],
      'what was said is theirs, and said once',
    )
    t.ok(subject !== null && subject !== erased, 'somebody new, since nobody is known any more')
    const left = await observer.run(executor =>
      executor
        .select()
        .from(processingActivities)
        .where(eq(processingActivities.subjectId, erased ?? '')),
    )
    t.same(left, [], 'nothing is tied to whom was erased')
    t.equal(
      await subjectOf(observer, await record('bo@example.com')),
      merged,
      'a merge rewrites nothing',
    )
    await recorder.close()
    await observer.close()
  })
})

test('under load, with two keys, nobody who was erased comes back', async t => {
  await forEachDatabase(t, async (t, { database, reopen, url }) => {
    if (reopen === null || url === null) {
      t.plan(0, 'an embedded database has one process')
      return
    }
    const other = await reopen()
    const controller = controllerOf()
    const recorders = [createRecorder(database, context), createRecorder(other, context)] as const
    const changer = startChanger(t, url, controller)
    const ends = { isOver: false }
    const record = async (index: number) => {
      const value = `person ${index % 7}`
      // Half of the events come from a process that has not heard of the new key yet.
      const token =
        index % 4 < 2
          ? tokenOf(controller, value, { keyId: 'k1' })
          : tokenOf(controller, value, { older: true })
      const person = { tokens: [token], references: [], consents: [] }
      const activity = activityOf(controller, { keys: [`event ${index}`], people: [person] })
      await recorders[index % 2 === 0 ? 0 : 1].record([
        deliveryOf(controller, { activities: [activity] }),
      ])
    }
    let next = 0
    const load = Array.from({ length: 12 }, async () => {
      while (!ends.isOver) await record(next++)
    })
    const erased: string[] = []
    for (let round = 0; round < 15; ) {
      const [known] = await rows<{ subject: string }>(
        database,
        sql`select subject_id as subject from identifier_tokens
          where controller_id = ${controller.id} order by token offset ${round % 3} limit 1`,
      )
      if (known === undefined) continue
      t.equal(
        await changer.tell({ changes: [{ erase: known.subject }], halts: false }),
        'committed',
      )
      erased.push(known.subject)
      round += 1
    }
    ends.isOver = true
    await Promise.all(load)
    const tied = await rows(
      database,
      sql`select a.id from ${processingActivities} a
        join ${dataSubjects} s on s.controller_id = a.controller_id and s.id = a.subject_id
        where s.state = 'erased'
        union all select activity_id from ${activitySubjects} a
        join ${dataSubjects} s on s.controller_id = a.controller_id and s.id = a.subject_id
        where s.state = 'erased'`,
    )
    t.same(tied, [], `${next} events, ${erased.length} erasures`)
    await Promise.all(recorders.map(recorder => recorder.close()))
    await other.close()
  })
})
