import { createHash } from 'node:crypto'
import { didOf } from '@conduit/core/host'
import {
  addIntegration,
  approveAccount,
  createController,
  createStore,
  findController,
  mintKey,
  openIntegration,
  removeIntegration,
  revokeKey,
  rotateKey,
  setIntegrationStatus,
  updateIntegration,
} from '@conduit/db'
import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { dxKeys, integrations } from '../src/schema/index.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { keyring } from './helpers/fixtures.ts'

const actor = { type: 'operator', id: null }
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex')

test('keys', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    let now = new Date('2026-11-23T10:00:00Z')
    let elapsed = 0
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
    const { store, administration } = createStore(database, {
      keyring,
      now: () => now,
      elapsed: () => elapsed,
      onWaiting: async () => undefined,
    })
    const { controller, dxKey } = await createController(administration, actor, { name: 'Example' })

    t.equal(controller.did, didOf(controller.id))
    t.match(dxKey.key, /^dxk_[\w-]{43}$/)
    const binding = { controllerId: controller.id, scope: null, integrationId: null }
    t.same(await store.keyHolder(sha256(dxKey.key)), { ...binding, did: controller.did })
    t.equal(await store.keyHolder(sha256('dxk_other')), null)
    const [stored] = await database.run(executor => executor.select().from(dxKeys))
    t.equal(stored?.hash, sha256(dxKey.key))
    t.equal(stored?.last4, dxKey.key.slice(-4))

    await t.test('imported ones are good as well, too short or known ones are not', async t => {
      const key = 'a key made elsewhere'
      const input = { name: 'Imported', did: 'did:dep:abc', dxKey: key, phoneRegion: 'AU' }
      const imported = await createController(administration, actor, input)
      t.match(await store.keyHolder(sha256(key)), {
        did: 'did:dep:abc',
        controllerId: imported.controller.id,
      })
      await t.rejects(createController(administration, actor, input), { code: 'conflict' })
      await t.rejects(createController(administration, actor, { name: 'A', dxKey: key }), {
        code: 'conflict',
      })
      await t.rejects(
        createController(administration, actor, { name: 'A', dxKey: 'eleven-long' }),
        {
          code: 'invalid',
        },
      )
      await t.rejects(
        createController(administration, actor, { name: '\u0000 ', phoneRegion: 'aus' }),
        { code: 'invalid' },
      )
    })

    await t.test('are for controllers and integrations that exist', async t => {
      const nobody = '00000000-0000-7000-8000-000000000000'
      const binding = { controllerId: controller.id, integrationId: nobody, scope: null }
      await t.rejects(mintKey(administration, actor, binding), { code: 'not_found' })
      await t.rejects(
        mintKey(administration, actor, { ...binding, controllerId: nobody, integrationId: null }),
        { code: 'not_found' },
      )
    })

    await t.test('are revoked at once in this process', async t => {
      const minted = await mintKey(administration, actor, {
        controllerId: controller.id,
        integrationId: null,
        scope: 'poll',
      })
      t.match(await store.keyHolder(sha256(minted.key)), { scope: 'poll' })
      await revokeKey(administration, actor, { controllerId: controller.id, id: minted.id })
      t.equal(await store.keyHolder(sha256(minted.key)), null)
      await t.rejects(
        revokeKey(administration, actor, { controllerId: controller.id, id: minted.id }),
        { code: 'not_found' },
      )
    })

    await t.test('rotate, with or without an overlap', async t => {
      const all = { controllerId: controller.id, integrationId: null, scope: null }
      const second = await rotateKey(administration, actor, all, later(60))
      t.ok(await store.keyHolder(sha256(dxKey.key)), 'the old one is good for a while')
      t.ok(await store.keyHolder(sha256(second.key)))
      now = later(61)
      t.equal(await store.keyHolder(sha256(dxKey.key)), null)
      const third = await rotateKey(administration, actor, all)
      t.equal(await store.keyHolder(sha256(second.key)), null)
      t.ok(await store.keyHolder(sha256(third.key)))
    })

    await t.test('changed by another process show after five seconds', async t => {
      const { key, id } = await mintKey(administration, actor, {
        controllerId: controller.id,
        integrationId: null,
        scope: 'redact',
      })
      const hash = sha256(key)
      t.ok(await store.keyHolder(hash))
      await asAct(database, executor =>
        executor.update(dxKeys).set({ revokedAt: now }).where(eq(dxKeys.id, id)),
      )
      t.ok(await store.keyHolder(hash), 'still remembered')
      elapsed += 5_000
      t.equal(await store.keyHolder(hash), null)
      await asAct(database, executor =>
        executor.update(dxKeys).set({ revokedAt: null }).where(eq(dxKeys.id, id)),
      )
      t.equal(await store.keyHolder(hash), null, '"nobody" is remembered as well')
      elapsed += 1_000
      t.ok(await store.keyHolder(hash), 'for a second')
    })
  })
})

test('integrations', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const now = new Date('2026-11-23T10:00:00Z')
    const { store, administration } = createStore(database, {
      keyring,
      now: () => now,
      onWaiting: async () => undefined,
    })
    const { controller } = await createController(administration, actor, {
      name: 'One',
      phoneRegion: 'DE',
    })
    const other = await createController(administration, actor, { name: 'Two' })
    const controllerId = controller.id
    const input = {
      controllerId,
      adapter: 'xero',
      label: 'Books',
      settings: { secret: 's' },
      accounts: ['t1', 't2'],
    }
    const id = await addIntegration(administration, actor, input)
    const { name: _name, ...expected } = controller
    const ref = { controllerId, id }

    await t.test('are found by id, by adapter and by account, opened', async t => {
      const found = await store.integration(ref)
      t.same(found, {
        id,
        controller: expected,
        adapter: 'xero',
        settings: { secret: 's' },
        state: {},
      })
      t.equal(store.integration(ref), found, 'the same object, at once, while it is remembered')
      t.same(await store.integrationsOf(controllerId, 'xero'), [found])
      t.same(await store.integrationsOf(controllerId, 'stripe'), [])
      t.equal(await store.accountOwner('xero', 't2'), 'unproven', 'to claim it is not enough')
      await approveAccount(administration, actor, ref, 't2')
      t.same(await store.accountOwner('xero', 't2'), found)
      t.equal(await store.accountOwner('stripe', 't2'), null)
      t.equal(await store.accountOwner('xero', 't2\u0000'), null)
      t.equal(await store.integration({ controllerId: other.controller.id, id }), null)
      t.equal(await store.integration({ controllerId, id: "'; drop table integrations" }), null)
    })

    await t.test('are sealed', async t => {
      const [row] = await database.run(executor => executor.select().from(integrations))
      t.notOk(Buffer.from(row?.settings ?? []).includes('secret'))
    })

    await t.test('are not half-made', async t => {
      const theirs = { ...input, controllerId: other.controller.id, accounts: ['\u0000'] }
      await t.rejects(addIntegration(administration, actor, theirs), { code: 'invalid' })
      const nobodys = { ...input, controllerId: '00000000-0000-7000-8000-000000000000' }
      await t.rejects(addIntegration(administration, actor, nobodys), { code: 'not_found' })
      t.same(await store.integrationsOf(other.controller.id, 'xero'), [])
    })

    await t.test('change at once', async t => {
      await updateIntegration(administration, actor, ref, {
        settings: { secret: 'new' },
        accounts: ['t3'],
      })
      await approveAccount(administration, actor, ref, 't3')
      t.match(await store.integration(ref), { settings: { secret: 'new' } })
      t.equal(await store.accountOwner('xero', 't1'), null)
      t.match(await store.accountOwner('xero', 't3'), { id })

      await setIntegrationStatus(administration, actor, ref, 'disabled')
      t.equal(await store.integration(ref), null)
      t.equal(await store.accountOwner('xero', 't3'), null)
      const opened = await openIntegration(database, keyring, ref)
      t.match(opened, { isEnabled: false, integration: { id, settings: { secret: 'new' } } })
      await setIntegrationStatus(administration, actor, ref, 'enabled')
      t.match(await store.integration(ref), { id })
    })

    await t.test('are not needed to find their controller', async t => {
      const { name: _unused, ...alone } = other.controller
      t.same(await findController(database, other.controller.id), alone)
      t.equal(await findController(database, '00000000-0000-7000-8000-000000000000'), null)
      t.equal(await findController(database, 'no id'), null)
    })

    await t.test('leave no secret and no key behind when they are removed', async t => {
      const { key } = await mintKey(administration, actor, {
        controllerId,
        integrationId: id,
        scope: 'event',
      })
      t.match(await store.keyHolder(sha256(key)), { integrationId: id, scope: 'event' })
      await removeIntegration(administration, actor, ref)
      t.equal(await store.keyHolder(sha256(key)), null)
      t.equal(await store.integration(ref), null)
      t.equal(await openIntegration(database, keyring, ref), null)
      const [row] = await database.run(executor =>
        executor.select().from(integrations).where(eq(integrations.id, id)),
      )
      t.match(row, { status: 'removed', settings: null, state: null, token: null })
      for (const attempt of [
        () => removeIntegration(administration, actor, ref),
        () => setIntegrationStatus(administration, actor, ref, 'enabled'),
        () => updateIntegration(administration, actor, ref, { label: 'x' }),
      ]) {
        await t.rejects(attempt(), { code: 'not_found' })
      }
      const again = await addIntegration(administration, actor, { ...input, accounts: ['t3'] })
      t.equal(await store.accountOwner('xero', 't3'), 'unproven')
      await approveAccount(administration, actor, { controllerId, id: again }, 't3')
      t.match(await store.accountOwner('xero', 't3'), { id: again }, 'its account is free')
    })
  })
})
