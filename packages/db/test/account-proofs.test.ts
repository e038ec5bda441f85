import type { IntegrationRef, ProofReport } from '@conduit/core/host'
import {
  addIntegration,
  approveAccount,
  createController,
  createStore,
  type Database,
  keepProof,
  listAccountClaims,
  listAuditEntries,
  listIntegrations,
  removeIntegration,
  setIntegrationStatus,
  updateIntegration,
} from '@conduit/db'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { keyring } from './helpers/fixtures.ts'

const at = new Date('2026-11-23T10:00:00.000Z')
const actor = { type: 'api_key', id: 'key_1' }
const word = (outcome: ProofReport['outcome'], ...opened: string[]): ProofReport => ({
  ...{ at, outcome, opened, retryAfterSeconds: null },
})

/** Two tenants, and what can be done with the accounts that they claim. */
async function twoTenants(database: Database) {
  const { store, administration } = createStore(database, {
    keyring,
    now: () => at,
    onWaiting: async () => undefined,
  })
  const tenant = async (name: string) => {
    const { controller } = await createController(administration, actor, { name })
    const controllerId = controller.id
    const add = async (...accounts: string[]) => {
      const input = { controllerId, adapter: 'xero', label: name, settings: {}, accounts }
      return { controllerId, id: await addIntegration(administration, actor, input) }
    }
    const shown = async () => {
      const { edges } = await listIntegrations(database, { controllerIds: [controllerId] }, {})
      return edges.flatMap(({ node }) => node.accounts)
    }
    const acts = async () => {
      const filter = { controllerIds: [controllerId] }
      const { edges } = await listAuditEntries(database, filter, { first: 100 })
      const actions = edges.map(({ node }) => node.action)
      return actions.filter(action => action.includes('account')).reverse()
    }
    return { controllerId, add, shown, acts }
  }
  const ownerOf = async (account: string) => {
    const owner = await store.accountOwner('xero', account)
    return owner === null || owner === 'unproven' ? owner : owner.id
  }
  const provenOf = (ref: IntegrationRef) => store.sessions.provenAccounts(ref)
  return { administration, ownerOf, provenOf, one: await tenant('One'), two: await tenant('Two') }
}

const proven = (account: string, contested = false) => ({ account, state: 'proven', contested })
const unproven = (account: string) => ({ account, state: 'unproven', contested: false })

test('accounts', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const { administration, ownerOf, provenOf, one, two } = await twoTenants(database)
    const keep = (ref: { controllerId: string; id: string }, report: ProofReport) =>
      keepProof(administration, actor, ref, report)

    await t.test('the platform’s word proves, takes back, and stands while it is away', async t => {
      const ref = await one.add('a1', 'a2')
      t.same(await one.shown(), [unproven('a1'), unproven('a2')])
      await keep(ref, word('ok', 'a1', 'of-somebody'))
      t.same(await one.shown(), [proven('a1'), unproven('a2')])
      t.equal(await ownerOf('a1'), ref.id)
      t.equal(await ownerOf('a2'), 'unproven')
      for (const outcome of ['rate_limited', 'upstream_error'] as const) {
        await keep(ref, word(outcome))
        t.equal(await ownerOf('a1'), ref.id, outcome)
      }
      await keep(ref, word('ok', 'a2'))
      t.same(await one.shown(), [unproven('a1'), proven('a2')])
      await keep(ref, word('auth_failed'))
      t.same(await one.shown(), [unproven('a1'), unproven('a2')])
      t.same(await one.acts(), [
        'integration.accounts_proven',
        'integration.accounts_withdrawn',
        'integration.accounts_proven',
        'integration.accounts_withdrawn',
      ])
      await removeIntegration(administration, actor, ref)
      t.equal(await ownerOf('a1'), null)
    })

    await t.test('a second one that proves it as well waits for the owner', async t => {
      const first = await one.add('b1')
      const second = await two.add('b1')
      await keep(first, word('ok', 'b1'))
      await keep(second, word('ok', 'b1'))
      t.equal(await ownerOf('b1'), first.id)
      t.same(await one.shown(), [proven('b1', true)])
      t.same(await two.shown(), [unproven('b1')])
      t.match(await listAccountClaims(database, null), [
        { ...first, account: 'b1', state: 'proven', contested: true, recognised: true },
        { ...second, account: 'b1', state: 'unproven', contested: true, recognised: true },
      ])
      t.match(await listAccountClaims(database, two.controllerId), [
        { ...second, account: 'b1', state: 'unproven', contested: false, recognised: false },
      ])
      await approveAccount(administration, actor, second, 'b1')
      t.equal(await ownerOf('b1'), second.id)
      t.same(await one.shown(), [unproven('b1')])
      t.same(await two.shown(), [proven('b1', true)])
      t.equal((await one.acts()).at(-1), 'integration.accounts_withdrawn')
      t.equal((await two.acts()).at(-1), 'integration.account_approved')
      await keep(first, word('ok', 'b1'))
      await keep(second, word('auth_failed'))
      t.equal(await ownerOf('b1'), second.id, 'what the owner said stands')
      for (const account of ['b2', 'b\u0000'])
        await t.rejects(approveAccount(administration, actor, second, account), {
          code: 'not_found',
        })
      await t.rejects(
        approveAccount(administration, actor, { ...second, id: first.id }, 'b1'),
        { code: 'not_found' },
        'of another controller',
      )
      for (const ref of [first, second]) await removeIntegration(administration, actor, ref)
    })

    await t.test(
      'a claim is no secret’s key: its maker sees the same, alone or second',
      async t => {
        const holder = await one.add('c1')
        await keep(holder, word('ok', 'c1'))
        const seen = async (account: string) => {
          const ref = await two.add(account)
          await updateIntegration(administration, actor, ref, { accounts: [account] })
          await keep(ref, word('auth_failed'))
          const shown = (await two.shown()).map(({ account: _name, ...rest }) => rest)
          const claims = await listAccountClaims(database, two.controllerId)
          const told = claims.map(({ account: _name, id: _id, ...rest }) => rest)
          const acts = (await two.acts()).length
          await removeIntegration(administration, actor, ref)
          return { shown, told, acts }
        }
        t.same(await seen('c1'), await seen('c2'))
        await removeIntegration(administration, actor, holder)
      },
    )

    await t.test(
      'accounts that stay in the settings stay proven; those that go are free',
      async t => {
        const ref = await one.add('d1', 'd2')
        await keep(ref, word('ok', 'd1', 'd2'))
        await updateIntegration(administration, actor, ref, { accounts: ['d2', 'd3'] })
        t.same(await one.shown(), [proven('d2'), unproven('d3')])
        const second = await two.add('d1')
        await keep(second, word('ok', 'd1'))
        t.equal(await ownerOf('d1'), second.id)
        await setIntegrationStatus(administration, actor, second, 'disabled')
        t.equal(
          await ownerOf('d1'),
          null,
          'switched off it receives nothing, and neither does another',
        )
        t.same(await provenOf(second), ['d1'], 'its webhooks can still be taken away')
        await setIntegrationStatus(administration, actor, ref, 'disabled')
        t.equal(await ownerOf('d3'), null, 'nor does a claim that is switched off wait')
        for (const each of [ref, second]) await removeIntegration(administration, actor, each)
      },
    )

    await t.test(
      'of two that prove it at one moment one has it',
      { skip: !reopen && 'an embedded database has one connection' },
      async t => {
        const refs = [await one.add('e1'), await two.add('e1')]
        for (let round = 0; round < 20; round += 1) {
          await Promise.all(refs.map(ref => keep(ref, word('ok', 'e1'))))
          const owner = await ownerOf('e1')
          t.ok(refs.some(({ id }) => id === owner))
          await Promise.all(refs.map(ref => keep(ref, word('auth_failed'))))
          t.equal(await ownerOf('e1'), 'unproven')
        }
      },
    )
  })
})
