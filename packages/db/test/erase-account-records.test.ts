import type { Database } from '@conduit/db'
import { erasuresMissingIn } from '@conduit/db/erasure'
import {
  countAccountRecords,
  type ErasureEntry,
  eraseAccountRecords,
  isAccountBack,
} from '@conduit/db/offboarding'
import { placeHold, releaseHold } from '@conduit/db/retention'
import { sql } from 'drizzle-orm'
import { t as root, test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { failingAt } from './helpers/failing-at.ts'
import { keyring, receivedAt } from './helpers/fixtures.ts'
import { onePerson } from './helpers/one-person.ts'
import { rows } from './helpers/rows.ts'
import { tracesIn } from './helpers/traces-in.ts'

root.setTimeout(600_000)

const actor = { type: 'job', id: null } as const
const redactionId = '01900000-0000-7000-8000-0000000000aa'

type Scene = Awaited<ReturnType<typeof onePerson>>

function erase(
  database: Database,
  { controllerId, shop: integrationId }: Scene,
  mayGoOn: () => boolean = () => true,
  append: (erased: ErasureEntry) => Promise<void> = async () => undefined,
) {
  const account = { controllerId, integrationId, redactionId, actor, at: receivedAt }
  return eraseAccountRecords({ database, keyring, ledger: { append } }, account, mayGoOn)
}

/** What the database holds of one integration, and of whom. */
async function stateOf(database: Database, { controllerId, shop, boId }: Scene) {
  const [found] = await rows<Record<string, number>>(
    database,
    sql`select
      (select count(*)::int from processing_activities a where ${of('a')}) as activities,
      (select count(*)::int from processing_activities a where ${of('a')} and (subject_id is not null
        or event_hash is not null or platform_delivery_id is not null or account is not null
        or type is null or received_at is null)) as "namedActivities",
      (select count(*)::int from activity_subjects tie join processing_activities a
        on a.controller_id = tie.controller_id and a.id = tie.activity_id where ${of('a')}) as ties,
      (select count(*)::int from deliveries d where ${of('d')} and platform_delivery_id is not null) as deliveries,
      (select count(*)::int from consent_events c where ${of('c')}) as consents,
      (select count(*)::int from consent_propagations p where ${of('p')}) as tellings,
      (select count(*)::int from platform_refs r where ${of('r')}) as references,
      (select count(*)::int from identifier_tokens k where ${of('k')} and kind = 'account_id') as "ownIds",
      (select count(*)::int from quarantine q where ${of('q')}) as quarantined,
      (select coalesce(sum(rows + bytes), 0)::int from quarantine_usage u where ${of('u')}) as "roomTaken",
      (select count(*)::int from fetch_queue f where ${of('f')} and (state = 'waiting' or key is not null or ref is not null)) as readings,
      (select count(*)::int from identifier_tokens where controller_id = ${controllerId} and subject_id = ${boId}) as "tokensOfBo",
      (select count(*)::int from subject_keys where controller_id = ${controllerId} and subject_id = ${boId}) as "keysOfBo",
      (select count(*)::int from data_subjects where controller_id = ${controllerId} and id = ${boId} and state = 'erased') as "boErased",
      (select count(*)::int from suppressions where controller_id = ${controllerId}) as suppressions`,
  )
  return found ?? {}

  function of(table: string) {
    const name = sql.identifier(table)
    return sql`${name}.controller_id = ${controllerId} and ${name}.integration_id = ${shop}`
  }
}

const nothingThere = {
  ...{ namedActivities: 0, ties: 0, deliveries: 0, consents: 0, tellings: 0, references: 0 },
  ...{ ownIds: 0, quarantined: 0, roomTaken: 0, readings: 0, suppressions: 0 },
  ...{ tokensOfBo: 0, keysOfBo: 0, boErased: 1 },
}

/** All of another integration, and of another controller, as text. */
async function othersOf(database: Database, { controllerId, other }: Scene): Promise<unknown> {
  const tables = await rows<{ name: string }>(
    database,
    sql`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'integration_id'
        and table_name not in ('own_erasures', 'data_export_sources', 'redaction_lookups')
        and table_name !~ '_(default|\\d{4}_\\d\\d)$' order by 1`,
  )
  const found = []
  for (const { name } of tables) {
    found.push([
      name,
      await rows(
        database,
        sql`select md5(row::text) as row from ${sql.identifier(name)} row
          where integration_id = ${other} or (controller_id <> ${controllerId})
          order by 1`,
      ),
    ])
  }
  return found
}

test('all that came from an account goes, and of people known elsewhere nothing else', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const neighbour = await onePerson(database)
    const scene = await onePerson(database)
    const { controllerId, shop: integrationId, subjectIds, boId } = scene
    await rows(
      database,
      sql`insert into quarantine_usage (controller_id, integration_id, rows, bytes, left_out)
        select controller_id, integration_id, count(*), sum(length(sealed)), 0 from quarantine
        where controller_id = ${controllerId} group by 1, 2`,
    )
    const before = await stateOf(database, scene)
    for (const [name, count] of Object.entries(before))
      if (name !== 'boErased' && name !== 'suppressions') t.ok(count > 0, `there are ${name}`)
    t.match(await countAccountRecords(database, { controllerId, integrationId }), {
      ...{ activities: before.activities, references: before.references },
      ...{ quarantined: before.quarantined, consents: before.consents },
    })
    const others = await othersOf(database, scene)
    const written: ErasureEntry[] = []
    const done = await erase(
      database,
      scene,
      () => true,
      async entry => void written.push(entry),
    )
    t.match(done, { isDone: true, result: 'erased', holds: [] })
    t.match(done.counts, { people: 1, quarantined: before.quarantined })
    t.match(await stateOf(database, scene), { ...nothingThere, activities: before.activities })
    t.same(await othersOf(database, scene), others, 'nothing of anybody else')
    const [ada] = await rows<Record<string, number>>(
      database,
      sql`select count(*)::int as keys from subject_keys
        where controller_id = ${controllerId} and subject_id = any(${`{${subjectIds.join(',')}}`}::uuid[])`,
    )
    t.same(ada, { keys: 2 }, 'who is known elsewhere stays a person')
    const left = await tracesIn(database, [{ kind: 'id', text: boId }])
    t.same(left, ['data_subjects.id id'], 'of who is known nowhere else only that somebody was')

    t.same(written, [{ controllerId, integrationId, redactionId, at: receivedAt }])
    t.equal(await erasuresMissingIn(database, written), 0)
    t.equal(await erasuresMissingIn(database, []), 1, 'a ledger that was cut is noticed')
    const [entry] = written
    if (entry === undefined || 'subjectIds' in entry || 'offboardingId' in entry)
      throw new Error('nothing is written down')
    t.equal(await isAccountBack(database, entry), false)
    const later = { ...entry, at: new Date(receivedAt.getTime() + 1) }
    t.equal(await isAccountBack(database, later), true, 'an older database is told')
    t.equal(await isAccountBack(database, { ...entry, controllerId: integrationId }), null)

    t.same((await erase(database, scene)).result, 'erased', 'asked again, it has happened')
    await scene.record([scene.person])
    const [back] = await rows<{ count: number }>(
      database,
      sql`select count(*)::int as count from processing_activities
        where integration_id = ${integrationId} and subject_id is not null`,
    )
    t.same(back, { count: 1 }, 'whoever comes afterwards is recorded')
    await scene.close()
    await neighbour.close()
  })
})

test('ended at any place it goes on, and counts everything once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const whole = await onePerson(database)
    const { counts } = await erase(database, whole)
    await whole.close()
    const scene = await onePerson(database)
    let steps = 0
    for (let isDone = false; !isDone; steps += 1) {
      let left = 1
      ;({ isDone } = await erase(database, scene, () => left-- > 0))
      if (steps > 60) throw new Error('it does not come to an end')
    }
    t.ok(steps > 3)
    t.same((await erase(database, scene)).counts, counts)
    t.match(await stateOf(database, scene), nothingThere)
    await scene.close()

    const broken = await onePerson(database)
    let isDone = false
    for (let at = 1; !isDone; at += 1) {
      if (at > 60) throw new Error('it does not come to an end')
      isDone = await erase(failingAt(database, at), broken).then(
        done => done.isDone,
        () => false,
      )
    }
    t.same(
      (await erase(database, broken)).counts,
      counts,
      'each transaction as a whole or not at all',
    )
    t.match(await stateOf(database, broken), nothingThere)
    await broken.close()
  })
})

test('who is held stays, with what was kept aside, until the hold is over', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const { controllerId, administration, boId } = scene
    const before = await stateOf(database, scene)
    const hold = (own: { subjectId: string | null; integrationId: string | null }) =>
      placeHold(administration, actor, {
        ...{ controllerId, ...own, basis: 'legal_claims', reference: null, startsAt: null },
        ...{ reviewAt: null, endsAt: null },
      })
    const ofPlace = await hold({ subjectId: null, integrationId: scene.shop })
    t.match(await erase(database, scene), { isDone: true, result: 'held', counts: {} })
    t.same(await stateOf(database, scene), before, 'a hold of the place keeps all of it')
    await releaseHold(administration, actor, { controllerId, id: ofPlace.id })

    const ofBo = await hold({ subjectId: boId, integrationId: null })
    t.match(await erase(database, scene), {
      isDone: true,
      result: 'held',
      holds: [{ subjectId: boId }],
    })
    const held = await stateOf(database, scene)
    t.match(held, { references: 0, consents: 0, boErased: 0, keysOfBo: 1, tokensOfBo: 1 })
    t.match(held, { quarantined: before.quarantined })
    const [named] = await rows<{ bo: number; others: number }>(
      database,
      sql`select count(*) filter (where subject_id = ${boId} and event_hash is not null)::int as bo,
        count(*) filter (where subject_id <> ${boId})::int as others from processing_activities
        where controller_id = ${controllerId} and integration_id = ${scene.shop}`,
    )
    t.match(named, { bo: 2, others: 0 })
    await releaseHold(administration, actor, { controllerId, id: ofBo.id })
    t.match(await erase(database, scene), { isDone: true, result: 'erased' })
    t.match(await stateOf(database, scene), nothingThere)
    await scene.close()
  })
})

test('what is not written down is not erased', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const before = await stateOf(database, scene)
    const full = async () => Promise.reject(new Error('the disk is full'))
    await t.rejects(erase(database, scene, () => true, full))
    t.same(await stateOf(database, scene), before)
    await scene.close()
  })
})
