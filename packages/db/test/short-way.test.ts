import assert from 'node:assert/strict'
import type { Controller, DeliveryRecord, PersonToken, RecordOutcome } from '@conduit/core/host'
import { createRecorder, type Database, type RecordContext, type Recorder } from '@conduit/db'
import type { KeyedHash } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { createFieldSets } from '../src/deliveries/field-sets.ts'
import { writeDeliveries } from '../src/deliveries/write-deliveries.ts'
import { movePeopleEpoch } from '../src/people/people-epoch.ts'
import { suppressions } from '../src/schema/index.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './helpers/fixtures.ts'
import { rows } from './helpers/rows.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }

/** A small universe, so that events, people and references meet again and again. */
const event = fc.record({
  isSigned: fc.boolean(),
  keys: fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 2 }),
  people: fc.array(
    fc.record({
      ids: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 3 }),
      hasReferences: fc.boolean(),
      says: fc.nat({ max: 2 }),
    }),
    { maxLength: 2 },
  ),
})
const delivery = fc.array(event, { minLength: 1, maxLength: 3 })
const step = fc.oneof(
  { weight: 5, arbitrary: fc.array(delivery, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.record({ suppressed: fc.nat({ max: 5 }) }) },
)

type Step = { readonly suppressed: number } | readonly (readonly Event[])[]

interface Event {
  readonly isSigned: boolean
  readonly keys: readonly number[]
  readonly people: readonly {
    readonly ids: readonly number[]
    readonly hasReferences: boolean
    /** How much, of consent. */
    readonly says: number
  }[]
}

test('the short way does what the long way does', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const agree = fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async steps => {
        const recorder = createRecorder(database, context)
        const short = await play(database, steps, async group => {
          const outcomes = await Promise.all(group.map(each => recorder.record([each])))
          return outcomes.flat()
        })
        await recorder.close()
        const long = await play(database, steps, group =>
          database.transaction(executor =>
            writeDeliveries(executor, context, createFieldSets(), group),
          ),
        )
        assert.deepEqual(short, long)
        if (JSON.stringify(short) !== JSON.stringify(long)) throw new Error('they differ')
      }),
      { numRuns: reopen === null ? 25 : 50 },
    )
    t.pass('both give the same')
    await t.resolves(agree)
  })
})

/** Plays steps for a controller of their own, and tells what is left of them, without ids. */
async function play(
  database: Database,
  steps: readonly Step[],
  record: (group: readonly DeliveryRecord[]) => Promise<readonly RecordOutcome[]>,
) {
  const controller = controllerOf()
  const names = new Map<string, string>()
  const nameOf = (id: string | null) => {
    if (id === null) return null
    if (!names.has(id)) names.set(id, `#${names.size}`)
    return names.get(id)
  }
  const outcomes: unknown[] = []
  for (const each of steps) {
    if ('suppressed' in each) {
      await suppress(database, controller, each.suppressed)
      continue
    }
    const group = each.map(events => deliveryWith(controller, events))
    for (const record of group) nameOf(record.id)
    for (const { deliveryId, ...rest } of await record(group)) {
      outcomes.push({ ...rest, delivery: nameOf(deliveryId) })
    }
  }
  return { outcomes, left: await leftOf(database, controller, nameOf) }
}

async function suppress(database: Database, controller: Controller, person: number) {
  const { hash } = tokenOf(controller, `person ${person}`)
  await asAct(database, async executor => {
    await movePeopleEpoch(executor, controller.id)
    await executor
      .insert(suppressions)
      .values(suppressionOf(controller, hash))
      .onConflictDoNothing()
  })
}

function suppressionOf(
  { id: controllerId }: Controller,
  token: KeyedHash,
): (typeof suppressions)['$inferInsert'] {
  return {
    ...{ controllerId, id: uuidv7(), groupId: uuidv7(), token, kind: 'email', keyId: 'k2' },
    ...{ reason: 'objection', createdAt: receivedAt, effectiveFrom: new Date(0) },
  }
}

function deliveryWith(controller: Controller, events: readonly Event[]): DeliveryRecord {
  return deliveryOf(controller, {
    activities: events.map(({ isSigned, keys, people }, position) =>
      activityOf(controller, {
        position,
        verification: isSigned ? 'signed' : 'unsigned',
        meaning: people.length > 1 ? 'transaction' : 'processing',
        occurredAt: receivedAt,
        fields: people.map((_, person) => ({ path: `/${person}`, category: 'name', person })),
        keys: keys.map(key => `event ${key}`),
        people: people.map(({ ids, hasReferences, says }) => ({
          tokens: ids.map(id => someToken(controller, id)),
          references: personOf(controller, [], hasReferences ? ids.map(id => `${id}`) : [])
            .references,
          consents: Array.from({ length: says }, (_, index) => ({
            ...{ channel: 'email', purpose: `topic ${index}`, state: 'granted' as const },
            isTimeSigned: false,
          })),
        })),
      }),
    ),
  })
}

/** Two are of one mailbox, and one is a mailbox of many. */
function someToken(controller: Controller, id: number): PersonToken {
  const token = tokenOf(controller, `person ${id}`)
  const bases = id < 2 ? [keyOf(controller, 'base')] : []
  return { ...token, bases, isShared: id === 5 }
}

/** What the tables hold of a controller, in an order that does not depend on ids. */
async function leftOf(
  database: Database,
  controller: Controller,
  nameOf: (id: string | null) => string | null | undefined,
) {
  const tokens = new Map<string, string>()
  for (let id = 0; id <= 5; id += 1) tokens.set(tokenOf(controller, `person ${id}`).hash, `p${id}`)
  const of = <Row>(query: string) =>
    rows<Row>(database, sql.raw(query.replaceAll('$', `controller_id = '${controller.id}'`)))
  const found = await of<{ token: KeyedHash; subject: string; isVerified: boolean }>(
    `select encode(token, 'hex') as token, subject_id as subject, is_verified as "isVerified"
      from identifier_tokens where $`,
  )
  // A subject is named by the tokens that lead to it.
  const subjects = new Map<string, string>()
  for (const { token, subject, isVerified } of [...found].sort((a, b) =>
    (tokens.get(a.token) ?? '') < (tokens.get(b.token) ?? '') ? -1 : 1,
  )) {
    const name = `${tokens.get(token)}${isVerified ? '' : '?'}`
    subjects.set(subject, `${subjects.get(subject) ?? ''}${name}`)
  }
  const subjectOf = (id: string) => subjects.get(id) ?? 'unknown'
  const activities = await of<{ id: string; delivery: string; position: number; fields: string }>(
    `select id, delivery_id as delivery, position, coalesce(fields, (select s.fields from field_sets s
        where s.controller_id = a.controller_id and s.hash = a.field_set))::text as fields
      from processing_activities a where $ order by id`,
  )
  const people = await of<{ activity: string; person: number; subject: string }>(
    `select activity_id as activity, person, subject_id as subject from activity_subjects where $
      union all select id, 0, subject_id from processing_activities where $ and subject_id is not null
      order by 1, 2`,
  )
  const order = new Map(activities.map(({ id }, index) => [id, index]))
  const deliveries = await of<{ id: string; activities: number; outcome: string }>(
    `select id, activities, outcome from deliveries where $ order by id`,
  )
  const references = await of<{ subject: string; isVerified: boolean }>(
    `select subject_id as subject, is_verified as "isVerified" from platform_refs where $`,
  )
  const consents = await of<{ activity: string; subject: string; purpose: string }>(
    `select activity_id as activity, subject_id as subject, purpose from consent_events where $ order by id`,
  )
  const links = await of<{ a: string; b: string; evidence: string }>(
    `select subject_a as a, subject_b as b, evidence from subject_links where $`,
  )
  const bases = await of<{ subject: string }>(
    `select subject_id as subject from email_bases where $`,
  )
  const suppressed = await of<{ token: KeyedHash; hits: number; isReviewed: boolean }>(
    `select encode(token, 'hex') as token, hits, review_since is not null as "isReviewed" from suppressions where $`,
  )
  const hits = await of<{ hits: number; told: number }>(
    `select coalesce(sum(hits), 0)::int as hits, (select count(*)::int from audit_entries where $
      and action = 'suppression.hit') - count(*)::int as told from suppression_hits where $`,
  )
  const keys = await of<{ owner: string }>(`select delivery_id as owner from seen_keys where $`)
  const made = await of<{ subjects: number; keys: number }>(
    `select (select count(*)::int from data_subjects where $) as subjects,
      (select count(*)::int from subject_keys where $) as keys`,
  )
  return {
    subjects: [...subjects.values()].sort(),
    activities: activities.map(each => [nameOf(each.delivery), each.position, each.fields]),
    people: people.map(each => [order.get(each.activity), each.person, subjectOf(each.subject)]),
    deliveries: deliveries.map(each => [nameOf(each.id), each.activities, each.outcome]),
    references: references
      .map(({ subject, isVerified }) => `${subjectOf(subject)} ${isVerified}`)
      .sort(),
    consents: consents
      .map(each => [order.get(each.activity), subjectOf(each.subject), each.purpose].join(' '))
      .sort(),
    links: links
      .map(({ a, b, evidence }) => [...[subjectOf(a), subjectOf(b)].sort(), evidence].join(' '))
      .sort(),
    bases: bases.map(({ subject }) => subjectOf(subject)).sort(),
    keys: keys.map(({ owner }) => nameOf(owner)).sort(),
    suppressed: suppressed
      .map(each => [tokens.get(each.token), each.hits, each.isReviewed].join(' '))
      .sort(),
    hits,
    made,
  }
}

test('a reference is kept, whichever event brings the token that leads to its person', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const record = (...people: ReturnType<typeof personOf>[]) =>
      recorder.record([
        deliveryOf(controller, {
          activities: people.map((person, position) =>
            activityOf(controller, { position, people: [person] }),
          ),
        }),
      ])
    await record(personOf(controller, ['ada']))
    await record(
      personOf(controller, ['ada', 'ada@example.com']),
      personOf(controller, ['ada@example.com'], ['1']),
    )
    await recorder.close()
    const kept = await rows<{ isTheirs: boolean }>(
      database,
      sql`select r.subject_id = t.subject_id as "isTheirs" from platform_refs r
        join identifier_tokens t on t.controller_id = r.controller_id
        where r.controller_id = ${controller.id}`,
    )
    t.strictSame(kept, [{ isTheirs: true }, { isTheirs: true }], 'one, of the one person')
  })
})

test('whose a token is that nothing had verified is asked again', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const here = createRecorder(database, context)
    const elsewhere = createRecorder(database, context)
    const controller = controllerOf()
    const record = async (
      recorder: Recorder,
      verification: 'signed' | 'unsigned',
      ...ids: string[]
    ) => {
      const people = [personOf(controller, ids)]
      const activity = activityOf(controller, { people, verification })
      await recorder.record([deliveryOf(controller, { activities: [activity] })])
      const [found] = await rows<{ subject: string }>(
        database,
        sql`select subject_id as subject from processing_activities where id = ${activity.id}`,
      )
      return found?.subject
    }
    const said = await record(here, 'unsigned', 'ada@example.com', 'bo@example.com')
    t.equal(await record(here, 'unsigned', 'ada@example.com'), said)
    const proven = await record(elsewhere, 'signed', 'ada@example.com')
    t.not(proven, said, 'not one of whom more was said')
    t.equal(await record(here, 'unsigned', 'ada@example.com'), proven, 'it is theirs who proved it')
    await here.close()
    await elsewhere.close()
  })
})

test('what is remembered of people is refused once they have changed', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const record = async (...people: ReturnType<typeof personOf>[]) => {
      const activity = activityOf(controller, { people })
      await recorder.record([deliveryOf(controller, { activities: [activity] })])
      const found = await rows<{ subject: string }>(
        database,
        sql`select subject, person from (
          select subject_id as subject, person from activity_subjects where activity_id = ${activity.id}
          union all select subject_id, 0 from processing_activities
            where id = ${activity.id} and subject_id is not null
        ) tied order by person`,
      )
      return found.map(({ subject }) => subject)
    }
    const ada = () => personOf(controller, ['ada@example.com'], ['1'])
    const bo = () => personOf(controller, ['bo@example.com'])
    const [first] = await record(ada())
    const [other] = await record(bo())
    t.same(await record(ada(), bo()), [first, other])

    const { hash } = tokenOf(controller, 'ada@example.com')
    await database.transaction(async executor => {
      await movePeopleEpoch(executor, controller.id)
      await executor.execute(sql`update identifier_tokens set subject_id = ${other}
        where token = decode(${hash}, 'hex')`)
    })
    t.same(await record(ada()), [other], 'the new owner of the token is found')

    await suppressIn(hash)
    t.same(await record(ada(), bo()), [other], 'nobody is tied who is suppressed')
    t.same(await record(ada()), [])
    t.same(await record(personOf(controller, ['ada@example.com', 'new@example.com'])), [])
    t.equal(
      (
        await rows(
          database,
          sql`select 1 from identifier_tokens where controller_id = ${controller.id}`,
        )
      ).length,
      2,
      'and gets no token',
    )
    await recorder.close()

    async function suppressIn(token: KeyedHash) {
      await asAct(database, async executor => {
        await movePeopleEpoch(executor, controller.id)
        await executor.insert(suppressions).values(suppressionOf(controller, token))
      })
    }
  })
})
