import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openQuarantined, openRequest, tokensOf } from '@conduit/core/host'
import {
  checkMasterKeys,
  type Database,
  migrate,
  openDatabase,
  openIntegration,
  revokeKey,
  subjectsByTokens,
  sweep,
} from '@conduit/db'
import {
  askRotation,
  isRotationDue,
  type MasterKeyState,
  masterKeyStates,
  rotateMasterKeys,
} from '@conduit/db/keyring'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { type Keyring, openFor, openSubjectKey } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { t as root, type Test, test } from 'tap'
import { knownObjects } from '../src/people/known-objects.ts'
import { forEachDatabase, postgresOnly } from './helpers/databases.ts'
import {
  actor,
  ada,
  customer,
  filledAt,
  fillWithOldKey,
  recordPerson,
  rings,
  type Scene,
  storeOf,
} from './helpers/old-and-new-keys.ts'
import { startProgram } from './helpers/programs.ts'
import { rows } from './helpers/rows.ts'

root.setTimeout(600_000)

const day = 86_400_000
const later = new Date(filledAt.getTime() + day)
const atOnce = { rows: 2, rest: async () => undefined, mayGoOn: () => true }
const fine = { missing: [], wrong: [] }

const rotate = (database: Database, now = later) =>
  rotateMasterKeys({ database, keyring: rings.both }, () => now, atOnce)

async function stateOf(database: Database, keyId: string, now = later): Promise<MasterKeyState> {
  const states = await masterKeyStates(database, rings.both, now)
  const found = states.find(each => each.keyId === keyId)
  if (found === undefined) throw new Error('no such key')
  return found
}

const countsOf = ({ readers }: MasterKeyState) =>
  Object.fromEntries(readers.map(({ kind, count }) => [kind, count]))

/** Whom an address and an account id find under a ring. */
async function peopleBy({ database, controller }: Scene, keyring: Keyring) {
  const context = { keyring, controller, adapter: 'stripe', namespace: 'acct_1' }
  const hashes = (category: 'email' | 'account_id', value: string) =>
    tokensOf({ category, value }, context).flatMap(({ hash, older }) => [hash, ...older])
  const sought = [
    hashes('account_id', customer),
    hashes('email', ada),
    hashes('email', 'bo@example.com'),
  ]
  const [byAccount, byEmail, bo] = await subjectsByTokens(database, controller.id, sought)
  return { byAccount, byEmail, bo }
}

/** What only keys of a ring open. */
async function openAll({ database, controller, shop }: Scene, keyring: Keyring, subjectId: string) {
  const controllerId = controller.id
  const ref = { controllerId, id: shop }
  const opened = await openIntegration(database, keyring, ref)
  const [request] = await rows<{ id: string; key: string; identities: string }>(
    database,
    sql`select r.id::text as id, encode(k.wrapped, 'hex') as key, encode(r.identities, 'hex') as identities
      from data_subject_requests r join request_keys k on k.request_id = r.id`,
  )
  const [aside] = await rows<{ id: string; sealed: string }>(
    database,
    sql`select id::text as id, encode(sealed, 'hex') as sealed from quarantine`,
  )
  const [kept] = await rows<{ id: string; wrapped: string }>(
    database,
    sql`select task_id::text as id, encode(wrapped, 'hex') as wrapped from hold_keys`,
  )
  const [waiting] = await rows<{ ref: string }>(
    database,
    sql`select encode(ref, 'hex') as ref from fetch_queue where state = 'waiting'`,
  )
  const bytes = (hex = '') => Buffer.from(hex, 'hex')
  const keys = keyring.forController(controller)
  const objects = await database.run(executor =>
    knownObjects(executor, keyring, controllerId, [subjectId], 10),
  )
  return {
    settings: opened?.integration.settings,
    named: openRequest(keyring, controller, {
      id: request?.id ?? '',
      wrappedKey: bytes(request?.key),
      identities: bytes(request?.identities),
    }).identifiers.map(({ value }) => value),
    aside: openQuarantined(keyring, controller, {
      id: aside?.id ?? '',
      sealed: bytes(aside?.sealed),
    }).content,
    waiting: Buffer.from(
      openFor(keys, 'want', bytes(waiting?.ref), `${controllerId}|${shop}|want`),
    ).toString(),
    kept: openSubjectKey(keys, controllerId, kept?.id ?? '', bytes(kept?.wrapped)).length,
    objects: objects.map(({ reference }) => reference.id),
  }
}

const all = {
  settings: { signingSecret: 'invented' },
  named: [ada, customer],
  aside: { payload: { email: ada } },
  waiting: '{"id":"cus_1"}',
  kept: 32,
  objects: [customer],
}

test('all that a key seals is sealed anew, and it is retired when nothing reads it', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await fillWithOldKey(database)
    t.same(await checkMasterKeys(database, rings.next, later), { missing: ['k1'], wrong: [] })
    t.same(await checkMasterKeys(database, rings.both, later), fine)
    t.same(countsOf(await stateOf(database, 'k1')), {
      ...{ subject_keys: 7, request_keys: 1, integrations: 1, readings: 1, quarantined: 1 },
      hold_keys: 1,
      ...{ tokens: 8, credentials: 1, repetitions: 7 },
    })
    const before = await peopleBy(scene, rings.both)

    t.equal(await isRotationDue(database), false)
    const asking = storeOf(database, rings.both, later)
    let asked = 0
    await askRotation(asking.administration, actor, async () => {
      asked += 1
    })
    t.equal(asked, 1)
    t.equal(await isRotationDue(database), true)
    t.ok((await stateOf(database, 'second')).rotationAskedAt)
    t.equal(await rotate(database), true)
    t.equal(await isRotationDue(database), false)

    // Ids in references are tokens anew, as is the address that a request names. Bo's is nowhere.
    const old = await stateOf(database, 'k1')
    t.same(countsOf(old), { tokens: 1, credentials: 1, repetitions: 7 })
    t.same(
      old.readers.find(({ kind }) => kind === 'tokens'),
      { kind: 'tokens', count: 1, total: 8 },
    )
    t.match(old, { isRead: true, isRetirable: false, drainedAt: null })
    t.same(await checkMasterKeys(database, rings.next, later), { missing: ['k1'], wrong: [] })
    t.same(await peopleBy(scene, rings.both), before, 'everybody is who they were')
    t.same(await openAll(scene, rings.next, before.byAccount?.[0] ?? ''), all)
    const [usage] = await rows(
      database,
      sql`select bytes::int as bytes, (select length(sealed) from quarantine) as size from quarantine_usage`,
    )
    t.match(usage, { bytes: (usage as { size: number }).size })
    const audited = await rows<{ details: { step: string } }>(
      database,
      sql`select details from audit_entries where action = 'master_key.rotating'`,
    )
    t.same([...new Set(audited.map(({ details }) => details.step))].sort(), [
      ...['hold_keys', 'integrations', 'quarantined', 'readings', 'request_keys'],
      'subject_keys',
    ])

    await recordPerson(scene, rings.both, { email: 'bo@example.com' }, later)
    t.same((await peopleBy(scene, rings.next)).bo, before.bo, 'who comes back is known')
    t.same(countsOf(await stateOf(database, 'k1')), { credentials: 1, repetitions: 7 })
    const ref = { controllerId: scene.controller.id, id: scene.dxKeyId }
    await revokeKey(asking.administration, actor, ref)
    const over = new Date(filledAt.getTime() + 91 * day)
    await rows(
      database,
      sql`update seen_keys set seen_at = seen_at - interval '200 days' where seen_at < ${later.toISOString()}::timestamptz`,
    )
    await rows(database, sql`update sweep_marks set swept_at = now()`)
    t.equal(await sweep(database, new Date()), true)
    t.same(countsOf(await stateOf(database, 'k1', over)), {})
    t.match(await stateOf(database, 'k1', over), { isRead: false, isRetirable: false })
    t.same(await checkMasterKeys(database, rings.next, over), { missing: ['k1'], wrong: [] })
    t.equal(await rotate(database, over), true)
    t.match(await stateOf(database, 'k1', over), { isRead: false, isRetirable: true })
    t.match(await stateOf(database, 'second', over), { isActive: true, isRetirable: false })

    t.same(await checkMasterKeys(database, rings.next, over), fine, 'a server starts without it')
    t.same(await rows(database, sql`select key_id as id from master_keys`), [{ id: 'second' }])
    t.same(
      await rows(
        database,
        sql`select object_id as id from audit_entries where action = 'master_key.retired'`,
      ),
      [{ id: 'k1' }],
    )
    t.same(await peopleBy(scene, rings.next), before)
    t.same(await openAll(scene, rings.next, before.byAccount?.[0] ?? ''), all)
    await asking.close()
  })
})

test('what was found to be read by nothing and is read again stays', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await checkMasterKeys(database, rings.old, filledAt)
    await checkMasterKeys(database, rings.both, later)
    t.equal(await rotate(database), true)
    t.match(await stateOf(database, 'k1'), { isRetirable: true })
    // A server that had not been told of the new key yet.
    await fillWithOldKey(database)
    t.same(await checkMasterKeys(database, rings.next, later), { missing: ['k1'], wrong: [] })
    await rotate(database)
    t.match(await stateOf(database, 'k1'), { isRetirable: false, drainedAt: null })
  })
})

test('a reference that came back under the active key is one', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await fillWithOldKey(database)
    await checkMasterKeys(database, rings.both, later)
    await recordPerson(scene, rings.both, { email: ada, account: customer }, later)
    const { byAccount, byEmail } = await peopleBy(scene, rings.both)
    t.equal(byAccount?.length, 1)
    t.same(byEmail, byAccount)
    const references = sql`select count(*)::int as count from platform_refs where subject_id = ${byAccount?.[0] ?? ''}`
    t.same(await rows(database, references), [{ count: 2 }], 'it is there under both')
    await rotate(database)
    t.same(await rows(database, references), [{ count: 1 }])
    t.same((await openAll(scene, rings.next, byAccount?.[0] ?? '')).objects, [customer])
  })
})

test('a rotation whose process is killed goes on with the next', async t => {
  await t.test('pglite', async t => {
    const dataDir = await mkdtemp(join(tmpdir(), 'conduit-data-'))
    t.teardown(() => rm(dataDir, { recursive: true, force: true }))
    await placeEmbeddedFiles(dataDir)
    await killAndGoOn(t, 'dataDir', dataDir, () => openDatabase({ dataDir }))
  })
  await t.test('postgres', async t => {
    const url = await postgresOnly(t)
    if (url === null) return
    await killAndGoOn(t, 'url', url, () => openDatabase({ url }))
  })
})

async function killAndGoOn(
  t: Test,
  kind: 'dataDir' | 'url',
  place: string,
  open: () => Promise<Database>,
): Promise<void> {
  const filling = await open()
  await migrate(filling)
  const { controller, shop } = await fillWithOldKey(filling)
  await checkMasterKeys(filling, rings.both, later)
  await filling.close()

  const program = startProgram(t, 'rotate-until-killed', [kind, place])
  t.equal(await program.next(), 'batch')
  t.equal(await program.ask('go on'), 'batch')
  t.equal(await program.ask('go on'), 'batch')
  await program.kill()

  const database = await open()
  const scene = { database, controller, shop }
  const half = await stateOf(database, 'k1')
  t.match(countsOf(half), { subject_keys: 4 }, 'three of seven were sealed anew')
  const { byAccount } = await peopleBy(scene, rings.both)
  t.same(await openAll(scene, rings.both, byAccount?.[0] ?? ''), all)
  t.equal(await rotate(database), true)
  t.same(countsOf(await stateOf(database, 'k1')), { tokens: 1, credentials: 1, repetitions: 7 })
  t.same(await openAll(scene, rings.next, byAccount?.[0] ?? ''), all)
  await database.close()
}
