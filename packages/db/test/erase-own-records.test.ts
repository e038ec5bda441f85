import { type Database, migrate, openDatabase } from '@conduit/db'
import {
  countOwnRecords,
  type ErasedPerson,
  eraseOwnRecords,
  erasuresMissingIn,
  findErasedAgain,
  replayErasure,
} from '@conduit/db/erasure'
import type { ErasureEntry } from '@conduit/db/offboarding'
import { mergePeople, separatePeople } from '@conduit/db/people'
import { placeHold, releaseHold } from '@conduit/db/retention'
import { dumpRows, kindsIn, restoreRows } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import { t as root, type Test, test } from 'tap'
import { forEachDatabase, postgresOnly } from './helpers/databases.ts'
import { failingAt } from './helpers/failing-at.ts'
import { keyring, receivedAt } from './helpers/fixtures.ts'
import { onePerson } from './helpers/one-person.ts'
import { rows } from './helpers/rows.ts'
import { tracesIn } from './helpers/traces-in.ts'

root.setTimeout(600_000)

const actor = { type: 'job', id: null } as const

/** What may stay of somebody who was erased, and by which rule. */
const allowed: ReadonlyMap<string, string> = new Map([
  ['suppressions.token token', 'who was erased is not to come back'],
  ['data_subjects.id id', 'somebody was erased, and when'],
  ['own_erasures.subject_id id', 'somebody was erased, and when'],
  ['audit_entries.object_id id', 'who did what, without what identifies anybody'],
  ['audit_entries.details id', 'who did what, without what identifies anybody'],
  ['data_subject_requests.subject_id id', 'the log of requests, for 24 months'],
  ['request_tokens.token token', 'a request that is open is still to be answered'],
  ['event_outbox.payload id', 'subscribers are told that somebody was erased'],
])

/** What stays beside that of somebody of whom something was held, also when the hold is over. */
const allowedOfHeld = new Map([['legal_holds.subject_id id', 'who was held, and until when']])

/** And as long as it lasts: what came from the one integration, and who it is about. */
const allowedWhileHeld: ReadonlyMap<string, string> = new Map([
  ...allowedOfHeld,
  ['processing_activities.subject_id id', 'what came from there is held'],
  ['consent_events.subject_id id', 'what came from there is held'],
  ['subject_aliases.subject_id id', 'who it is about was merged before'],
  ['subject_aliases.alias_of id', 'who it is about was merged before'],
])

type Scene = Awaited<ReturnType<typeof onePerson>>

function erase(database: Database, scene: Scene, mayGoOn: () => boolean = () => true) {
  const { controllerId, subjectIds } = scene
  const person = { controllerId, subjectIds: subjectIds.slice(0, 1), redactionId: null }
  return eraseOwnRecords({ database, keyring }, { ...person, actor, at: receivedAt }, mayGoOn)
}

async function beyondRules(
  database: Database,
  { traces }: Scene,
  only: string | null = null,
): Promise<readonly string[]> {
  const left = await tracesIn(database, traces, only)
  return left.filter(place => !allowed.has(place))
}

test('of an erased person nothing is left but what a rule allows', async t => {
  await forEachDatabase(t, async (t, { database, url }) => {
    const scene = await onePerson(database)
    const { controllerId, subjectIds } = scene
    const before = await tracesIn(database, scene.traces)
    for (const table of peopleTables) {
      t.ok(
        before.some(place => place.startsWith(`${table}.`)),
        `she stands in ${table}`,
      )
    }
    t.match(await countOwnRecords(database, { controllerId, subjectIds: subjectIds.slice(1) }), {
      ...{ activities: 7, consents: 7, references: 3, identifiers: 3, links: 1 },
      ...{ tellings: 1, copies: 1, requests: 2 },
    })
    const erased = await erase(database, scene)
    t.match(erased, { isDone: true, result: 'erased', holds: [] })
    t.match(erased.counts, {
      ...{ activities: 7, consents: 7, references: 3, identifiers: 3, links: 1, tellings: 1 },
      ...{ copies: 1, requests: 1, quarantined: 5, undecodable: 1, readings: 1 },
    })
    t.same(await beyondRules(database, scene), [])
    const left = await tracesIn(database, scene.traces)
    t.same(
      [...allowed.keys()].filter(place => !left.includes(place)),
      [],
      'no rule is without use',
    )
    t.same(await countOwnRecords(database, { controllerId, subjectIds }), {
      ...{ activities: 0, consents: 0, references: 0, identifiers: 0, links: 0 },
      ...{ tellings: 0, copies: 0, requests: 2 },
    })
    t.same(
      await rows(
        database,
        sql`select state, first_seen = erased_at as "isBare" from data_subjects
        where controller_id = ${controllerId} and id <> ${scene.boId}`,
      ),
      [
        { state: 'erased', isBare: true },
        { state: 'erased', isBare: true },
      ],
    )
    t.same(
      await rows(database, sql`select 1 from subject_keys where subject_id <> ${scene.boId}`),
      [],
    )
    await assertOthersKept(database, scene)
    const audited = await rows<{ details: { step?: string } }>(
      database,
      sql`select details from audit_entries where action = 'subject.erasing'`,
    )
    t.ok(audited.some(({ details }) => details.step === 'quarantined'))
    t.same((await erase(database, scene)).result, 'erased', 'asked again, it has happened')
    if (url !== null) {
      const dump = [...(await dumpRows(url)).rows.values()].join('')
      t.same(kindsIn(dump, scene.traces), ['id', 'token'])
    }
    await scene.close()

    async function assertOthersKept(database: Database, { boId, kept, untouched }: Scene) {
      const [bo] = await rows<Record<string, number>>(
        database,
        sql`select (select count(*)::int from processing_activities where subject_id = ${boId}) as activities,
          (select count(*)::int from processing_activities where subject_id = ${boId}
            and event_hash is not null and platform_delivery_id is not null) as named,
          (select count(*)::int from identifier_tokens where subject_id = ${boId}) as tokens,
          (select count(*)::int from notifications) as notifications,
          (select count(*)::int from seen_keys) as keys`,
      )
      t.same(bo, { activities: 2, named: 2, tokens: 1, notifications: 2, keys: 10 })
      const aside = await rows<{ id: string }>(database, sql`select id::text as id from quarantine`)
      t.same(aside, [{ id: kept.get('ofBo') }])
      const waiting = sql`select id::text as id from fetch_queue where state = 'waiting'`
      t.same(await rows(database, waiting), [{ id: untouched }])
    }
  })
})

/** Each of them holds something of a person, and is forgotten by a mutant. */
const peopleTables = [
  'activity_subjects',
  'consent_events',
  'consent_propagations',
  'data_exports',
  'email_bases',
  'event_outbox',
  'identifier_tokens',
  'notifications',
  'platform_refs',
  'processing_activities',
  'request_tokens',
  'subject_aliases',
  'subject_keys',
  'subject_links',
  'subject_restrictions',
] as const

test('notices each table that was forgotten', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await database.run(executor =>
      executor.execute(sql`create or replace function forgotten() returns trigger language plpgsql
        as 'begin return null; end'`),
    )
    for (const table of peopleTables) await notices(t, database, table)
  })
})

async function notices(t: Test, database: Database, table: string): Promise<void> {
  const scene = await onePerson(database)
  const name = sql.identifier(table)
  await database.run(executor =>
    executor.execute(sql`create trigger forgotten before delete or update on ${name}
      for each row execute function forgotten()`),
  )
  try {
    // What does not go is found again and again.
    let batches = 60
    await erase(database, scene, () => batches-- > 0)
    const [left] = await rows<{ count: number }>(
      database,
      sql`select count(*)::int as count from ${name} where controller_id = ${scene.controllerId}`,
    )
    // Of these something may stay: how much tells.
    const most = { request_tokens: 1, event_outbox: 2 }[table]
    const places = await beyondRules(database, scene, table)
    t.ok(most === undefined ? places.length > 0 : (left?.count ?? 0) > most, table)
  } finally {
    await database.run(executor => executor.execute(sql`drop trigger forgotten on ${name}`))
    await scene.close()
  }
}

test('stopped at any place it goes on, and counts everything once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const counts = []
    let steps = 0
    for (let isDone = false; !isDone; steps += 1) {
      let left = 1
      const done = await erase(database, scene, () => left-- > 0)
      isDone = done.isDone
      counts.push(done.counts)
      if (isDone) continue
      const into = {
        controllerId: scene.controllerId,
        subjectId: scene.boId,
        into: scene.subjectIds[0] ?? '',
      }
      await t.rejects(mergePeople(scene.administration, actor, into), { code: 'conflict' })
      const member = { controllerId: scene.controllerId, id: scene.subjectIds[1] ?? '' }
      await t.rejects(separatePeople(scene.administration, actor, member), { code: 'conflict' })
      await scene.record([scene.person])
      if (steps > 50) throw new Error('it does not come to an end')
    }
    t.ok(steps > 5)
    t.match(counts.at(-1), {
      ...{ activities: 7, consents: 7, references: 3, identifiers: 3, tellings: 1 },
      ...{ copies: 1, requests: 1, quarantined: 5, undecodable: 1, readings: 1 },
    })
    t.same(await beyondRules(database, scene), [])
    await scene.close()
  })
})

test('what fails in the middle has happened as a whole or not at all', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    let isDone = false
    for (let at = 1; !isDone; at += 1) {
      if (at > 60) throw new Error('it does not come to an end')
      isDone = await erase(failingAt(database, at), scene).then(
        done => done.isDone,
        () => false,
      )
    }
    const { counts } = await erase(database, scene)
    t.match(counts, { activities: 7, consents: 7, quarantined: 5, undecodable: 1, readings: 1 })
    t.same(await beyondRules(database, scene), [])
    await scene.close()
  })
})

test('what is held at an integration stays without the key, and goes when the hold is over', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const { controllerId, subjectIds, administration, other } = scene
    const of = { controllerId, subjectId: subjectIds[1] ?? '', integrationId: other }
    const { id } = await placeHold(administration, actor, {
      ...{ ...of, basis: 'legal_claims', reference: null, startsAt: null },
      ...{ reviewAt: null, endsAt: null },
    })
    const held = await erase(database, scene)
    t.match(held, { isDone: true, result: 'held', holds: [{ integrationId: other }] })
    t.same(await tied(), [{ integration: other }])
    t.match(await countOwnRecords(database, { controllerId, subjectIds }), {
      ...{ activities: 1, consents: 1, references: 0, identifiers: 0, links: 0 },
    })
    t.same(
      await rows(database, sql`select 1 from subject_keys where subject_id <> ${scene.boId}`),
      [],
      'nobody reads what the key sealed',
    )
    await scene.record([scene.person])
    t.same(await tied(), [{ integration: other }], 'and nobody comes back')
    t.same(
      await beyondRules(database, scene),
      [...allowedWhileHeld.keys()].sort(),
      'nothing else stays, and each rule is of use',
    )
    await releaseHold(administration, actor, { controllerId, id })
    t.match(await erase(database, scene), { isDone: true, result: 'erased', holds: [] })
    t.same(await tied(), [])
    t.same(await beyondRules(database, scene), [...allowedOfHeld.keys()])
    await scene.close()

    function tied() {
      return rows(
        database,
        sql`select distinct integration_id::text as integration from processing_activities
          where subject_id = any(${`{${subjectIds.join(',')}}`}::uuid[])`,
      )
    }
  })
})

test('of somebody who is held as a whole nothing goes', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const { controllerId, subjectIds, administration } = scene
    const before = await countOwnRecords(database, { controllerId, subjectIds })
    await placeHold(administration, actor, {
      ...{ controllerId, subjectId: null, integrationId: null, basis: 'legal_claims' },
      ...{ reference: null, startsAt: null, reviewAt: null, endsAt: null },
    })
    const done = await erase(database, scene)
    t.match(done, { isDone: true, result: 'held', counts: {} })
    t.same(await countOwnRecords(database, { controllerId, subjectIds }), before)
    await scene.close()
  })
})

test('who is not there cannot be erased', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const nobody = { ...scene, subjectIds: ['00000000-0000-7000-8000-000000000000'] }
    await t.rejects(erase(database, nobody), { code: 'not_found' })
    await scene.close()
  })
})

/** A ledger in memory, in the place of a file. */
function ledgerOf() {
  const written: ErasedPerson[] = []
  const append = async (erased: ErasureEntry) =>
    void ('subjectIds' in erased && written.push(erased))
  return { written, ledger: { append } }
}

test('who comes back with a backup is erased again by what the ledger says', async t => {
  const url = await postgresOnly(t)
  const restoredUrl = url === null ? null : await postgresOnly(t)
  if (url === null || restoredUrl === null) return
  const database = await openDatabase({ url })
  t.teardown(() => database.close())
  await migrate(database)
  const scene = await onePerson(database)
  const { controllerId, subjectIds } = scene
  const backup = await dumpRows(url)
  const { written, ledger } = ledgerOf()
  const person = { controllerId, subjectIds: subjectIds.slice(0, 1), redactionId: null }
  const context = { database, keyring, ledger }
  await eraseOwnRecords(context, { ...person, actor, at: receivedAt }, () => true)
  t.match(written, [{ controllerId, at: receivedAt, redactionId: null }])
  const [entry] = written
  if (entry === undefined) return t.fail('nothing was written down')
  t.same([...entry.subjectIds].sort(), [...subjectIds].sort())
  t.equal(entry.tokens.length, 3)
  t.match(await findErasedAgain(database, entry), {
    ...{ people: [], keys: 0, unsuppressed: [], others: [] },
  })
  t.equal(await erasuresMissingIn(database, written), 0)
  t.equal(await erasuresMissingIn(database, []), 1, 'a ledger that was cut is noticed')

  const restored = await openDatabase({ url: restoredUrl })
  t.teardown(() => restored.close())
  await migrate(restored)
  await restoreRows(restoredUrl, backup)
  t.not((await beyondRules(restored, scene)).length, 0)
  const found = await findErasedAgain(restored, entry)
  if (found === null) return t.fail('its controller is gone')
  t.match(found, { keys: 2, others: [], rows: { activities: 7, identifiers: 3 } })
  t.equal(found.people.length, 2)
  t.equal(found.unsuppressed.length, 3)
  const by = { actor, at: receivedAt }
  t.equal(await replayErasure({ database: restored, keyring, ledger }, entry, found, by), 'erased')
  t.same(await beyondRules(restored, scene), [])
  t.match(await findErasedAgain(restored, entry), { people: [], keys: 0, unsuppressed: [] })
  t.same(
    await rows(
      restored,
      sql`select distinct action from audit_entries where action in ('subject.suppressed', 'subject.erased') order by 1`,
    ),
    [{ action: 'subject.erased' }, { action: 'subject.suppressed' }],
  )
  await scene.close()
})

test('nobody is erased whom the ledger does not tell of', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const full = { append: async () => Promise.reject(new Error('the disk is full')) }
    const { controllerId, subjectIds, boId } = scene
    const person = { controllerId, subjectIds, redactionId: null, actor, at: receivedAt }
    await t.rejects(eraseOwnRecords({ database, keyring, ledger: full }, person, () => true))
    const keys = sql`select count(*)::int as count from subject_keys where subject_id <> ${boId}`
    t.same(await rows(database, keys), [{ count: 2 }], 'nothing is destroyed before')
    const { written, ledger } = ledgerOf()
    const again = await eraseOwnRecords({ database, keyring, ledger }, person, () => true)
    t.equal(again.result, 'erased')
    t.equal(written.length, 1)
    t.same(await rows(database, keys), [{ count: 0 }])
    await scene.close()

    const other = await onePerson(database)
    const into = { subjectId: other.boId, into: other.subjectIds[0] ?? '' }
    await mergePeople(other.administration, actor, { controllerId: other.controllerId, ...into })
    const entry = {
      ...{ controllerId: other.controllerId, subjectIds: other.subjectIds, redactionId: null },
      ...{ integrationId: null, at: receivedAt, tokens: [] },
    }
    const found = await findErasedAgain(database, entry)
    t.same(found?.others, [other.boId])
    if (found === null) return
    const by = { actor, at: receivedAt }
    t.equal(await replayErasure({ database, keyring }, entry, found, by), 'merged')
    t.equal((await findErasedAgain(database, entry))?.people.length, 2, 'they are left to somebody')
    t.equal(await findErasedAgain(database, { ...entry, controllerId: other.boId }), null)
    await other.close()
  })
})
