import { type DeliveryRecord, sealRequest } from '@conduit/core/host'
import { listRequests, type RequestNode } from '@conduit/db/requests'
import { countStatements } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  deliveryOf,
  integrationOf,
  keyring,
  personOf,
  receivedAt,
} from './helpers/fixtures.ts'
import { requestScene } from './helpers/requests.ts'
import { rows } from './helpers/rows.ts'

const canary = 'ada.canary@example.com'

test('what people ask through a platform is opened with the event, once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const now = receivedAt.toISOString()
    const { store, controller } = await requestScene(t, database, now)
    const people = [
      personOf(controller, [canary, 'cus_1'], ['cus_1']),
      personOf(controller, ['bo@example.com']),
    ]
    const asks = (person: number | null, value: string) => ({
      ...sealRequest(keyring, controller, {
        ...{ identifiers: [{ category: 'email', value }], references: [] },
      }),
      ...{ type: 'erasure' as const, person },
    })
    const delivered = (): DeliveryRecord => {
      const requests = [asks(0, canary), asks(1, 'bo@example.com')]
      const activity = activityOf(controller, { keys: ['r1'], people, requests })
      return deliveryOf(controller, { activities: [{ ...activity, meaning: 'request.erasure' }] })
    }
    const outcomes = []
    for (let times = 0; times < 3; times += 1)
      outcomes.push(...(await store.record([delivered(), delivered()])))
    t.equal(outcomes.filter(({ outcome }) => outcome === 'recorded').length, 1)
    const list = async (): Promise<readonly RequestNode[]> => {
      const { edges } = await listRequests(database, { controllerIds: [controller.id] }, {})
      return edges.map(({ node }) => node)
    }
    const found = (await list()).toSorted((one, other) => (one.person ?? 0) - (other.person ?? 0))
    const [activity] = await rows<{ id: string; subject: string }>(
      database,
      sql`select id::text, subject_id::text as subject from processing_activities`,
    )
    t.match(found, [
      {
        ...{ type: 'erasure', status: 'pending', channel: 'platform', person: 0, receivedAt },
        ...{ integrationId: integrationOf(controller), activityId: activity?.id },
        ...{ subjectId: activity?.subject, personConfirmedAt: null, verifiedAt: null },
      },
      { person: 1, subjectId: String },
    ])
    t.equal(found.length, 2)
    const nobody = activityOf(controller, {
      keys: ['r2'],
      scope: 'account',
      requests: [asks(null, canary)],
    })
    await store.record([deliveryOf(controller, { activities: [nobody] })])
    t.match(
      (await list()).filter(({ scope }) => scope === 'account'),
      [{ person: null, subjectId: null }],
    )
    const tables = [
      'data_subject_requests',
      'data_subject_request_events',
      'request_keys',
      'request_tokens',
    ]
    for (const name of [...tables, 'audit_entries', 'processing_activities']) {
      const dump = await rows<{ text: string }>(
        database,
        sql`select row_to_json(kept)::text as text from ${sql.identifier(name)} kept`,
      )
      t.ok(dump.length > 0, name)
      const text = JSON.stringify(dump)
      t.notMatch(text, /canary/, name)
      t.notOk(text.includes(Buffer.from('canary').toString('hex')), name)
    }
  })
})

test('what was read at the platform opens what it says, with the people that it found', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { store, controller } = await requestScene(t, database, receivedAt.toISOString())
    const want = {
      key: activityOf(controller, { keys: ['w'] }).keys[0] ?? '',
      ref: Buffer.from('r'),
    }
    const known = [personOf(controller, ['bo@example.com'])]
    const waiting = activityOf(controller, { keys: ['n1'], people: known, want: want as never })
    await store.record([deliveryOf(controller, { activities: [waiting] })])
    const { keys: _keys, ignored: _ignored, catchUp: _catchUp, ...run } = deliveryOf(controller)
    const { activities: _activities, quarantine: _quarantine, ...delivery } = run
    const request = {
      ...sealRequest(keyring, controller, { identifiers: [], references: [] }),
      ...{ type: 'erasure' as const, person: 0 },
    }
    const completion = {
      ...{
        activityId: waiting.id,
        meaning: 'request.erasure' as const,
        occurredAt: null,
        fields: [],
      },
      ...{ people: [personOf(controller, [canary])], requests: [request] },
    }
    const input = {
      delivery: { ...delivery, verification: 'fetched' as const },
      ...{ completes: [completion], activities: [], state: null },
    }
    for (let times = 0; times < 2; times += 1) await store.queue.recordFetched(input)
    const { edges } = await listRequests(database, { controllerIds: [controller.id] }, {})
    const [read] = await rows<{ subject: string }>(
      database,
      sql`select subject_id::text as subject from activity_subjects where person = 1`,
    )
    t.match(edges, [{ node: { activityId: waiting.id, person: 1, subjectId: read?.subject } }])
    t.equal(edges.length, 1)
  })
})

test('where nobody asks anything, no statement knows of requests', async t => {
  await forEachDatabase(t, async (t, { database: open }) => {
    const { database, texts } = countStatements(open)
    const { store, controller } = await requestScene(t, database, receivedAt.toISOString())
    const record = async (keys: readonly string[], requests: readonly never[] = []) => {
      const activity = activityOf(controller, {
        ...{ keys, requests, people: [personOf(controller, ['bo@example.com'])] },
      })
      texts.length = 0
      await store.record([deliveryOf(controller, { activities: [activity] })])
    }
    await record(['a'])
    await record(['b'])
    t.equal(texts.length, 1)
    t.notMatch(texts.join(), /request/)
  })
})
