import { createHash } from 'node:crypto'
import {
  addIntegration,
  createApiKey,
  createController,
  createStore,
  dueIntegrations,
  findApiKey,
  keepSetup,
  listAuditEntries,
  listControllers,
  listIntegrations,
  mintKey,
  openIntegration,
  removeIntegration,
  revokeApiKey,
  revokeKey,
  rotateKey,
  schedule,
  serverId,
  setIntegrationStatus,
  updateIntegration,
} from '@conduit/db'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { keyring } from './helpers/fixtures.ts'

const now = new Date('2026-11-23T10:00:00.123Z')
const actor = { type: 'api_key', id: 'key_1' }
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex')

test('every change has its audit entry, and no entry has a secret', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration } = createStore(database, {
      keyring,
      now: () => now,
      onWaiting: async () => undefined,
    })
    const { controller, dxKey } = await createController(administration, actor, { name: 'Example' })
    const controllerId = controller.id
    const settings = { secret: 'canary-settings' }
    const id = await addIntegration(administration, actor, {
      controllerId,
      adapter: 'stripe',
      label: 'Shop',
      settings,
      accounts: ['acct_1'],
    })
    const ref = { controllerId, id }
    const binding = { controllerId, integrationId: id, scope: 'event' } as const
    const minted = await mintKey(administration, actor, binding)
    const rotated = await rotateKey(administration, actor, binding, now)
    await revokeKey(administration, actor, { controllerId, id: rotated.id })
    await updateIntegration(administration, actor, ref, { label: 'Shop 2', settings })
    await setIntegrationStatus(administration, actor, ref, 'disabled')
    await setIntegrationStatus(administration, actor, ref, 'enabled')
    await removeIntegration(administration, actor, ref)

    const { edges } = await listAuditEntries(database, { controllerIds: [controllerId] }, {})
    const entries = edges.map(({ node }) => node).reverse()
    t.same(
      entries.map(({ action }) => action),
      [
        'data_controller.created',
        'dx_key.created',
        'integration.created',
        'dx_key.created',
        'dx_key.created',
        'dx_key.rotated',
        'dx_key.revoked',
        'integration.updated',
        'integration.disabled',
        'integration.enabled',
        'integration.removed',
      ],
    )
    t.ok(
      entries.every(
        ({ actorType, actorId, at }) =>
          actorType === 'api_key' && actorId === 'key_1' && at.getTime() === now.getTime(),
      ),
    )
    t.match(entries[7]?.details, { changed: ['label', 'settings'] })
    t.match(entries[3]?.details, { integrationId: id, scope: 'event', isImported: false })
    for (const secret of [dxKey.key, minted.key, rotated.key, 'canary-settings']) {
      t.notOk(JSON.stringify(entries).includes(secret))
    }
    const mine = { controllerIds: [controllerId], action: 'dx_key.created' }
    t.equal(await (await listAuditEntries(database, mine, { first: 1 })).totalCount(), 3)
  })
})

test('API keys', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration } = createStore(database, {
      keyring,
      now: () => now,
      onWaiting: async () => undefined,
    })
    const { controller } = await createController(administration, actor, { name: 'Example' })
    const owner = await createApiKey(administration, actor, {
      name: 'All',
      role: 'owner',
      controllerId: null,
    })
    t.match(owner.key, /^cak_[\w-]{43}$/)
    t.same(await findApiKey(database, sha256(owner.key)), {
      id: owner.id,
      name: 'All',
      role: 'owner',
      controllerId: null,
    })

    const auditor = { name: 'One', role: 'auditor', controllerId: controller.id } as const
    const one = await createApiKey(administration, actor, auditor)
    t.match(await findApiKey(database, sha256(one.key)), auditor)
    t.equal(await findApiKey(database, sha256('cak_other')), null)

    await revokeApiKey(administration, actor, { id: owner.id, controllerId: null })
    t.equal(await findApiKey(database, sha256(owner.key)), null)
    await t.rejects(revokeApiKey(administration, actor, { id: owner.id, controllerId: null }), {
      code: 'not_found',
    })
    await t.rejects(
      revokeApiKey(administration, actor, { id: one.id, controllerId: null }),
      { code: 'not_found' },
      'not one of the server',
    )

    const { edges } = await listAuditEntries(database, { controllerIds: [serverId] }, {})
    t.same(
      edges.map(({ node }) => node.action),
      ['api_key.revoked', 'api_key.created'],
    )
  })
})

test('controllers and integrations are listed without what is sealed', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration } = createStore(database, {
      keyring,
      now: () => now,
      onWaiting: async () => undefined,
    })
    const created = []
    for (const name of ['A', 'B', 'C'])
      created.push((await createController(administration, actor, { name })).controller)
    const [a, b, c] = created.map(({ id }) => id)
    const first = await listControllers(database, null, { first: 2 })
    t.same(
      first.edges.map(({ node }) => node.name),
      ['C', 'B'],
    )
    t.equal(first.pageInfo.hasNextPage, true)
    t.equal(await first.totalCount(), 3)
    t.equal('salt' in (first.edges[0]?.node ?? {}), false)
    const rest = await listControllers(database, null, { first: 2, after: first.edges[1]?.cursor })
    t.match(rest, { edges: [{ node: { name: 'A' } }], pageInfo: { hasNextPage: false } })
    t.match((await listControllers(database, [b ?? ''], {})).edges, [{ node: { name: 'B' } }])
    t.same((await listControllers(database, [], {})).edges, [])

    const add = (controllerId = '', adapter = 'stripe', accounts: string[] = []) =>
      addIntegration(administration, actor, {
        controllerId,
        adapter,
        label: adapter,
        settings: { s: 1 },
        accounts,
      })
    const stripe = await add(a)
    const xero = await add(a, 'xero', ['t2', 't1'])
    const theirs = await add(c)
    const mine = await listIntegrations(database, { controllerIds: [a ?? ''] }, {})
    t.same(
      mine.edges.map(({ node }) => [node.id, node.accounts.map(({ account }) => account)]),
      [
        [xero, ['t1', 't2']],
        [stripe, []],
      ],
    )
    t.equal('settings' in (mine.edges[0]?.node ?? {}), false)
    t.equal(
      (
        await listIntegrations(
          database,
          { controllerIds: [a ?? '', c ?? ''], ids: [theirs, 'no id'] },
          {},
        )
      ).edges.length,
      1,
    )
    await removeIntegration(administration, actor, { controllerId: a ?? '', id: xero })
    t.equal(
      await (await listIntegrations(database, { controllerIds: [a ?? ''] }, {})).totalCount(),
      1,
    )
    t.equal(
      await (
        await listIntegrations(database, { controllerIds: [a ?? ''], withRemoved: true }, {})
      ).totalCount(),
      2,
    )

    await t.test('and those that are due are found', async t => {
      const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
      const refOf = (controllerId = '', id: string) => ({ controllerId, id })
      await schedule(database, refOf(a, stripe), { nextPollAt: at(10) })
      await schedule(database, refOf(c, theirs), { renewAt: at(20) })
      const due = async (moment: Date) =>
        (await dueIntegrations(database, moment)).map(({ id }) => id)
      t.same(await due(at(9)), [])
      t.same(await due(at(10)), [stripe])
      t.same(await due(at(30)), [stripe, theirs])
      await setIntegrationStatus(
        administration,
        actor,
        { controllerId: a ?? '', id: stripe },
        'disabled',
      )
      t.same(await due(at(30)), [theirs])
    })

    await t.test('a cursor or a length that is none is refused', async t => {
      for (const request of [
        { after: 'x' },
        { after: Buffer.from("' or 1=1").toString('base64url') },
        { first: 0 },
        { first: 101 },
        { first: 1.5 },
      ]) {
        await t.rejects(listControllers(database, null, request), { code: 'invalid' })
      }
    })
  })
})

test('an access token goes with the settings that it was obtained with', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const options = { keyring, now: () => now, onWaiting: async () => undefined }
    const { administration, store } = createStore(database, options)
    const { controller } = await createController(administration, actor, { name: 'Example' })
    const made = { controllerId: controller.id, adapter: 'xero', label: 'a', accounts: [] }
    const id = await addIntegration(administration, actor, { ...made, settings: { user: 'one' } })
    const ref = { controllerId: controller.id, id }
    await store.sessions.saveToken(ref, { value: 'of one' })
    await updateIntegration(administration, actor, ref, { label: 'b' })
    t.match(await store.sessions.token(ref), { value: 'of one' })
    await updateIntegration(administration, actor, ref, { settings: { user: 'two' } })
    t.equal(await store.sessions.token(ref), null)
  })
})

test('what a set-up learned is kept, and what it found outdated is forgotten', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const options = { keyring, now: () => now, onWaiting: async () => undefined }
    const { administration } = createStore(database, options)
    const { controller } = await createController(administration, actor, { name: 'Example' })
    const made = { controllerId: controller.id, adapter: 'customer-io', label: 'a', accounts: [] }
    const before = { appApiKey: 'a', signingSecret: 'b', region: 'eu' }
    const id = await addIntegration(administration, actor, { ...made, settings: before })
    const settings = { signingSecret: null, previousSigningSecrets: null, region: 'us' }
    const nothing = { renewAt: null, healthy: null, retryAfterSeconds: null }
    const report = { at: now, outcome: 'ok', settings, ...nothing } as const
    const kept = { step: 'connect', report, renewAt: null, keyIds: [] } as const
    const ref = { controllerId: controller.id, id }
    await keepSetup(administration, actor, ref, kept)
    const opened = await openIntegration(database, keyring, ref)
    t.strictSame(opened?.integration.settings, { appApiKey: 'a', region: 'us' })
    const filter = { controllerIds: [controller.id], action: 'integration.setup' }
    const { edges } = await listAuditEntries(database, filter, {})
    t.match(edges[0]?.node.details, { changed: ['signingSecret', 'region'] })
  })
})
