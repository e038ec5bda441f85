import { didOf } from '@conduit/core/host'
import { type Database, openDatabase } from '@conduit/db'
import { type Trace, tracesLeft } from '@conduit/local-postgres'
import { t as root, type Test, test } from 'tap'
import {
  ada,
  bo,
  closing,
  type ErasingScene,
  type Erasure,
  erasingScene,
  known,
} from './support/erasing-scene.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres, openInMemory } from './support/services.ts'

root.setTimeout(900_000)

/** What may stay of somebody who was erased, and by which rule. */
const allowed: ReadonlyMap<string, string> = new Map([
  ['suppressions.token token', 'who was erased is not to come back'],
  ['redaction_tasks.reference reference', 'the platform tells of what we erased, and asks nothing'],
  ['data_subjects.id id', 'somebody was erased, and when'],
  ['own_erasures.subject_id id', 'somebody was erased, and when'],
  ['redactions.subject_id id', 'somebody was erased, and when'],
  ['redactions.members id', 'somebody was erased, and when'],
  ['audit_entries.object_id id', 'who did what, without what identifies anybody'],
  ['audit_entries.details id', 'who did what, without what identifies anybody'],
  ['data_subject_requests.subject_id id', 'the log of requests, for 24 months'],
  ['data_subject_request_events.details id', 'the log of requests, for 24 months'],
  ['event_outbox.payload id', 'subscribers are told that somebody was erased'],
  ['notifications.payload id', 'subscribers are told that somebody was erased'],
  ['legal_holds.subject_id id', 'who was held, and until when'],
])

/** What may stay beside it while something of hers is held at one integration. */
const allowedWhileHeld: ReadonlyMap<string, string> = new Map([
  ['processing_activities.subject_id id', 'what came from there is held'],
  ['request_tokens.token token', 'its request has its key for thirty days more'],
])

/** All by which she could be found: ids, tokens, and what the platforms and letters call her. */
async function tracesOf({ app }: ErasingScene, apiId: string): Promise<readonly Trace[]> {
  const hashes = await rowsOf<{ kind: string; text: string; id: string }>(
    app,
    `with her as (select controller_id, subject_id from identifier_tokens
        where conduit_api_id('sub', controller_id, subject_id) = '${apiId}' limit 1)
      select 'token' as kind, encode(token, 'hex') as text, subject_id::text as id
        from identifier_tokens join her using (controller_id, subject_id)
      union select 'reference', encode(token, 'hex'), subject_id::text
        from platform_refs join her using (controller_id, subject_id) order by 1, 2`,
  )
  const id = hashes[0]?.id ?? ''
  return [
    ...hashes.map(({ kind, text }) => ({ kind, text })),
    ...[id, apiId].map(text => ({ kind: 'id', text })),
    { kind: 'did', text: didOf(id).split(':').at(-1) ?? '' },
    ...[ada.email, ada.id, 'letter0001'].map(text => ({ kind: 'value', text })),
  ]
}

test('of a person who is held at one integration nothing is left but what a rule allows', async t => {
  await t.test('pglite', async t => holdAndRelease(t, await openInMemory(), undefined))
  await t.test('postgres', async t => {
    const url = await freshPostgres(t)
    if (url === null) return t.plan(0, 'no server: PostgreSQL')
    await holdAndRelease(t, await openDatabase({ url }), url)
  })
})

async function holdAndRelease(t: Test, database: Database, databaseUrl: string | undefined) {
  const scene = await erasingScene(t, database, { jobs: { databaseUrl } })
  const { app, query } = scene
  await app.startRest()
  const { one, two } = await known(scene)
  await scene.join(one, bo)
  const dataSubjectId = await scene.personBy(ada.email)
  const traces = await tracesOf(scene, dataSubjectId)
  t.same(
    [...new Set(traces.map(({ kind }) => kind))],
    ['reference', 'token', 'id', 'did', 'value'],
    'she can be searched for by all of it',
  )
  const left = () => tracesLeft(search => rowsOf(app, search), traces)
  const beyond = (places: readonly string[]) => places.filter(place => !allowed.has(place))
  const { placeHold } = await scene.hold({ dataSubjectId, integrationId: two.id })
  const requestId = await scene.request(ada.email)
  const id = await scene.plan(requestId)
  await until(scene, id, ({ state }) => state === 'planned')
  t.ok(beyond(await left()).length > allowedWhileHeld.size, 'she is there')
  await scene.approve(id)
  app.clock.advance(600)
  await until(scene, id, ({ state }) => state === 'completed')
  for (const place of [one, two]) await place.tell(ada)
  await query(closing, { input: { id: requestId, outcome: 'completed' } })
  t.same(beyond(await left()), [...allowedWhileHeld.keys()], 'each rule is of use')
  t.match(await keptFor(scene), { keys: 2, sealed: 2 })
  const jobs = await rowsOf<{ count: number }>(app, 'select count(*)::int from pgboss.job')
  t.ok((jobs[0]?.count ?? 0) > 0, 'jobs were searched as well')

  await query('mutation($id: ID!) { releaseHold(id: $id) { hold { id } } }', placeHold.hold)
  await until(scene, id, ({ state, resumedAt }) => state === 'completed' && resumedAt !== null)
  t.same(beyond(await left()), [])
  await until(scene, id, async () => (await keptFor(scene))?.keys === 0)
  t.match(await keptFor(scene), { keys: 0, sealed: 0 }, 'what could open the rest is gone')
}

/** Keys of what is kept, and objects that are sealed under them. */
async function keptFor({ app }: ErasingScene) {
  const [row] = await rowsOf<{ keys: number; sealed: number }>(
    app,
    `select (select count(*)::int from hold_keys) as keys,
      (select count(*)::int from redaction_tasks t join integrations i on i.id = t.integration_id
        where t.target is not null and t.expected = 'exempt') as sealed`,
  )
  return row
}

/** Jobs do it as well; whoever of them and this test comes first. */
async function until(
  scene: ErasingScene,
  id: string,
  isSo: (erasure: Erasure) => boolean | Promise<boolean>,
) {
  while (!(await isSo(await scene.look(id)))) await scene.settle()
}
