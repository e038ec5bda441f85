import { addIntegration, type Database, migrate, openDatabase } from '@conduit/db'
import { erasuresMissingIn } from '@conduit/db/erasure'
import {
  advanceOffboarding,
  cancelOffboarding,
  confirmOffboardingExports,
  deleteControllerAgain,
  dueOffboardings,
  type ErasureEntry,
  isControllerBack,
  lastOffboarding,
  offboardController,
  offboardingExports,
} from '@conduit/db/offboarding'
import { placeHold, releaseHold } from '@conduit/db/retention'
import { dumpRows, restoreRows, rowsByTable as rowsByTableOf } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import { t as root, test } from 'tap'
import { forEachDatabase, postgresOnly } from './helpers/databases.ts'
import { failingAt } from './helpers/failing-at.ts'
import { keyring, receivedAt } from './helpers/fixtures.ts'
import { onePerson } from './helpers/one-person.ts'
import { rows } from './helpers/rows.ts'

root.setTimeout(600_000)

const actor = { type: 'api_key', id: null } as const
const day = 86_400_000

/** What may be left of an organisation that has left, and why. */
const kept: ReadonlyMap<string, string> = new Map([
  ['audit_entries', 'who did what is provable afterwards'],
  ['audit_heads', 'the same'],
  ['audit_tiles', 'the same'],
  ['audit_checkpoints', 'the same'],
  ['audit_keys', 'the same'],
  ['controller_offboardings', 'that it has left, and when'],
])

type Scene = Awaited<ReturnType<typeof onePerson>>

function rowsByTable(database: Database, controllerId: string) {
  return rowsByTableOf(query => rows(database, sql.raw(query)), controllerId)
}

const taken = offboardingExports.map((kind, index) => ({ kind, sha256: String(index).repeat(64) }))

/** One that is confirmed, and whose time is over. */
async function due(scene: Scene) {
  const { administration, controllerId } = scene
  await offboardController(administration, actor, controllerId)
  const { id, notBefore } = await confirmOffboardingExports(
    administration,
    actor,
    controllerId,
    taken,
  )
  if (notBefore === null) throw new Error('it has no end')
  return { ref: { controllerId, id }, at: notBefore }
}

const later = (at: Date) => new Date(at.getTime() + 60_000)

test('an organisation that leaves leaves nothing but its audit log', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const neighbour = await onePerson(database)
    const scene = await onePerson(database)
    const { controllerId, administration } = scene
    const before = await rowsByTable(database, controllerId)
    t.ok(before.size > 25, `it stands in ${before.size} tables`)
    const others = await rowsByTable(database, neighbour.controllerId)
    const written: ErasureEntry[] = []
    const context = {
      ...{ database, keyring },
      ledger: { append: async (entry: ErasureEntry) => void written.push(entry) },
    }
    const begun = await offboardController(administration, actor, controllerId)
    t.match(begun, { state: 'exporting', graceDays: 30, notBefore: null })
    t.same(await dueOffboardings(database, new Date(receivedAt.getTime() + 999 * day)), [])
    const added = { controllerId, adapter: 'stripe', settings: {}, accounts: [], label: 'More' }
    await t.rejects(addIntegration(administration, actor, added), { code: 'conflict' })
    const confirmed = await confirmOffboardingExports(administration, actor, controllerId, taken)
    t.same(confirmed.notBefore, new Date(receivedAt.getTime() + 30 * day))
    const ref = { controllerId, id: confirmed.id }
    const at = confirmed.notBefore ?? receivedAt
    const early = new Date(at.getTime() - 1)
    t.same(await dueOffboardings(database, early), [])
    t.equal(
      await advanceOffboarding(
        context,
        ref,
        () => early,
        () => true,
      ),
      'waits',
    )
    await scene.record([scene.person])
    t.same(written, [], 'meanwhile it goes on as before')

    t.same(await dueOffboardings(database, at), [ref])
    t.equal(
      await advanceOffboarding(
        context,
        ref,
        () => at,
        () => true,
      ),
      'waits',
    )
    t.same(written, [{ controllerId, offboardingId: ref.id, at }])
    t.match(await lastOffboarding(database, controllerId), { state: 'deleting', startedAt: at })
    const gone = await rowsByTable(database, controllerId)
    for (const table of ['data_controllers', 'dx_keys', 'api_keys'])
      t.notOk(gone.has(table), `${table} goes first, and servers forget it meanwhile`)
    await t.rejects(cancelOffboarding(administration, actor, controllerId), { code: 'conflict' })
    t.equal(
      await advanceOffboarding(
        context,
        ref,
        () => later(at),
        () => true,
      ),
      'done',
    )
    const left = await rowsByTable(database, controllerId)
    t.same(
      [...left.keys()].filter(table => !kept.has(table)),
      [],
    )
    t.ok(left.has('audit_entries') && left.has('controller_offboardings'))
    t.same(await rowsByTable(database, neighbour.controllerId), others, 'nothing of anybody else')
    const done = await lastOffboarding(database, controllerId)
    t.match(done, { state: 'done', finishedAt: later(at) })
    t.ok((done?.deleted.processing_activities ?? 0) > 5)
    t.same(await dueOffboardings(database, new Date(at.getTime() + day)), [])
    const actions = await rows<{ action: string }>(
      database,
      sql`select distinct action from audit_entries
        where controller_id = ${controllerId} and action like 'data_controller.%' order by 1`,
    )
    t.same(
      actions.map(({ action }) => action.slice('data_controller.'.length)),
      [...['deleting', 'deleting_begun', 'export_taken', 'offboarded'], 'offboarding_begun'],
    )
    t.equal(await erasuresMissingIn(database, written), 0)
    t.equal(await erasuresMissingIn(database, []), 1, 'a ledger that was cut is noticed')
    const [entry] = written
    if (entry === undefined || !('offboardingId' in entry)) throw new Error('it is in no ledger')
    t.equal(await isControllerBack({ database }, entry), false)
    await t.rejects(offboardController(administration, actor, controllerId), { code: 'not_found' })
    await scene.close()
    await neighbour.close()
  })
})

test('ended at any place it goes on', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const { ref, at } = await due(scene)
    let failures = 0
    let step = 'waits'
    for (let number = 1; step !== 'done'; number += 1) {
      if (number > 200) throw new Error('it does not come to an end')
      const now = () => new Date(at.getTime() + number * 60_000)
      const failing = { database: failingAt(database, number * 4 - 3), keyring }
      step = await advanceOffboarding(failing, ref, now, () => true).catch(() => {
        failures += 1
        return 'failed'
      })
    }
    t.ok(failures > 3)
    const left = await rowsByTable(database, ref.controllerId)
    t.same(
      [...left.keys()].filter(table => !kept.has(table)),
      [],
    )
    await scene.close()

    const halted = await onePerson(database)
    const other = await due(halted)
    await advanceOffboarding(
      { database, keyring },
      other.ref,
      () => other.at,
      () => true,
    )
    let calls = 0
    for (let result = 'stopped'; result !== 'done'; calls += 1) {
      if (calls > 200) throw new Error('it does not come to an end')
      let batches = 90
      result = await advanceOffboarding(
        { database, keyring },
        other.ref,
        () => later(other.at),
        () => batches-- > 0,
      )
    }
    t.ok(calls > 0)
    const rest = await rowsByTable(database, other.ref.controllerId)
    t.same(
      [...rest.keys()].filter(table => !kept.has(table)),
      [],
    )
    await halted.close()
  })
})

test('it can be called off, waits for holds, and says what it cannot do', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const { administration, controllerId } = scene
    const context = { database, keyring }
    for (const days of [0, 366, 1.5])
      await t.rejects(offboardController(administration, actor, controllerId, days), {
        ...{ code: 'invalid', faults: [{ pointer: '/graceDays' }] },
      })
    const nobody = '01900000-0000-7000-8000-000000000001'
    await t.rejects(offboardController(administration, actor, nobody), { code: 'not_found' })
    const confirm = (own: typeof taken) =>
      confirmOffboardingExports(administration, actor, controllerId, own)
    await t.rejects(confirm(taken), { code: 'conflict' }, 'there is none')
    await t.rejects(cancelOffboarding(administration, actor, controllerId), { code: 'conflict' })
    await offboardController(administration, actor, controllerId, 7)
    await t.rejects(offboardController(administration, actor, controllerId), { code: 'conflict' })
    await t.rejects(confirm(taken.slice(1)), { code: 'invalid' })
    await t.rejects(confirm([...taken.slice(1), ...taken.slice(1, 2)]), { code: 'invalid' })
    await t.rejects(confirm(taken.map(each => ({ ...each, sha256: 'none' }))), { code: 'invalid' })
    const { id, notBefore } = await confirm(taken)
    t.same(notBefore, new Date(receivedAt.getTime() + 7 * day))
    await t.rejects(confirm(taken), { code: 'conflict' })
    const ref = { controllerId, id }
    t.match(await cancelOffboarding(administration, actor, controllerId), { state: 'cancelled' })
    const added = { controllerId, adapter: 'stripe', settings: {}, accounts: [], label: 'More' }
    await addIntegration(administration, actor, added)
    const at = notBefore ?? receivedAt
    t.equal(
      await advanceOffboarding(
        context,
        ref,
        () => at,
        () => true,
      ),
      'waits',
    )

    const again = await due(scene)
    const hold = await placeHold(administration, actor, {
      ...{ controllerId, subjectId: scene.boId, integrationId: null, basis: 'legal_claims' },
      ...{ reference: null, startsAt: null, reviewAt: null, endsAt: null },
    })
    const before = await rowsByTable(database, controllerId)
    t.equal(
      await advanceOffboarding(
        context,
        again.ref,
        () => again.at,
        () => true,
      ),
      'waits',
    )
    t.match(await lastOffboarding(database, controllerId), { state: 'grace', waitsFor: 'held' })
    const after = await rowsByTable(database, controllerId)
    for (const table of ['data_controllers', 'processing_activities', 'subject_keys'])
      t.equal(after.get(table), before.get(table))
    await releaseHold(administration, actor, { controllerId, id: hold.id })
    const hour = new Date(again.at.getTime() + 3_600_000)
    t.same(await dueOffboardings(database, hour), [again.ref], 'it is looked at again')
    t.equal(
      await advanceOffboarding(
        context,
        again.ref,
        () => hour,
        () => true,
      ),
      'waits',
    )
    t.equal(
      await advanceOffboarding(
        context,
        again.ref,
        () => later(hour),
        () => true,
      ),
      'done',
    )
    await scene.close()
  })
})

test('what is not written down is not deleted', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await onePerson(database)
    const { ref, at } = await due(scene)
    const before = await rowsByTable(database, ref.controllerId)
    const append = async () => Promise.reject(new Error('the disk is full'))
    const context = { database, keyring, ledger: { append } }
    await t.rejects(
      advanceOffboarding(
        context,
        ref,
        () => at,
        () => true,
      ),
    )
    t.same(await rowsByTable(database, ref.controllerId), before)
    await scene.close()
  })
})

test('an organisation that comes back with a backup is deleted again', async t => {
  const url = await postgresOnly(t)
  const restoredUrl = url === null ? null : await postgresOnly(t)
  if (url === null || restoredUrl === null) return
  const database = await openDatabase({ url })
  t.teardown(() => database.close())
  await migrate(database)
  const scene = await onePerson(database)
  const neighbour = await onePerson(database)
  const { ref, at } = await due(scene)
  const backup = await dumpRows(url)
  const restored = await openDatabase({ url: restoredUrl })
  t.teardown(() => restored.close())
  await migrate(restored)
  await restoreRows(restoredUrl, backup)
  const entry = { controllerId: ref.controllerId, offboardingId: ref.id, at }
  t.equal(await isControllerBack({ database: restored }, entry), true)
  const others = await rowsByTable(restored, neighbour.controllerId)
  const operator = { type: 'operator', id: null }
  await deleteControllerAgain({ database: restored, keyring }, operator, entry, () => later(at))
  t.equal(await isControllerBack({ database: restored }, entry), false)
  const left = await rowsByTable(restored, ref.controllerId)
  t.same(
    [...left.keys()].filter(table => !kept.has(table)),
    [],
  )
  t.same(await rowsByTable(restored, neighbour.controllerId), others)
  await scene.close()
  await neighbour.close()
})
