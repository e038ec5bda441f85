import type { ConsentRecord } from '@conduit/core/host'
import { createRecorder, DatabaseError, type RecordContext } from '@conduit/db'
import { countStatements } from '@conduit/local-postgres'
import { asc, eq, sql } from 'drizzle-orm'
import { test } from 'tap'
import { consentEvents } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyring,
  personOf,
  receivedAt,
} from './helpers/fixtures.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
const granted: ConsentRecord = {
  channel: 'email',
  purpose: 'newsletter',
  state: 'granted',
  isTimeSigned: false,
}

test('statements of consent cost no further round trip, and nothing where there are none', async t => {
  await forEachDatabase(t, async (t, { database: open }) => {
    const { database, texts } = countStatements(open)
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const record = async (name: string, consents: readonly ConsentRecord[]) => {
      const person = { ...personOf(controller, [name]), consents }
      const activity = activityOf(controller, { people: [person] })
      texts.length = 0
      await recorder.record([deliveryOf(controller, { activities: [activity] })])
      return texts.filter(text => text.includes('consent_events')).length
    }
    await record('ada@example.com', [])
    t.equal(await record('ada@example.com', []), 0)
    const withoutConsents = texts.length
    t.equal(await record('ada@example.com', [granted]), 1)
    t.equal(texts.length, withoutConsents)
    t.equal(withoutConsents, 1)
    t.equal(await record('bo@example.com', []), 0)
    const ofNew = texts.length
    t.equal(await record('cy@example.com', [granted]), 1)
    t.equal(texts.length, ofNew)
    await recorder.close()
  })
})

test('words of a platform are kept clean and short, and a time that nobody can read is none', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const consents: readonly ConsentRecord[] = [
      { ...granted, purpose: `a\u0000${'b'.repeat(300)}`, givenThrough: '\ud800' },
      { ...granted, at: new Date(Number.NaN), isTimeSigned: true },
      { ...granted, at: new Date('+012345-01-01T00:00:00Z'), isTimeSigned: true },
    ]
    const people = [{ ...personOf(controller, ['ada@example.com']), consents }]
    await recorder.record([
      deliveryOf(controller, { activities: [activityOf(controller, { people })] }),
    ])
    await recorder.close()
    const rows = await database.run(executor =>
      executor
        .select()
        .from(consentEvents)
        .where(eq(consentEvents.controllerId, controller.id))
        .orderBy(asc(consentEvents.id)),
    )
    t.match(rows, [
      { purpose: `a\ufffd${'b'.repeat(198)}`, givenThrough: '\ufffd' },
      { saidAt: null, isTimeSigned: false },
      { saidAt: null, isTimeSigned: false },
    ])
  })
})

test('what somebody said is not said anew', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const people = [{ ...personOf(controller, ['ada@example.com']), consents: [granted] }]
    await recorder.record([
      deliveryOf(controller, { activities: [activityOf(controller, { people })] }),
    ])
    await recorder.close()
    const change = database.run(executor =>
      executor.execute(sql`update consent_events set state = 'withdrawn'`),
    )
    await t.rejects(change, DatabaseError)
  })
})
