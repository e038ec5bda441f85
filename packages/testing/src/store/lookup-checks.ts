import assert from 'node:assert/strict'
import { hashKey } from '@conduit/core/host'
import { newIntegration } from './records.ts'
import { type StoreCheck, storeCheck, suiteQuarantine } from './store-check.ts'

/** Who calls, and for which integration. */
export const lookupChecks: readonly StoreCheck[] = [
  storeCheck(
    'a DX Key leads to its holder, any other to nobody',
    async ({ store, integrations }) => {
      const [one, other] = integrations
      const holder = await store.keyHolder(hashKey(one.dxKey))
      assert.equal(holder?.controllerId, one.controllerId)
      assert.equal(holder?.did, one.did)
      assert.equal((await store.keyHolder(hashKey(other.dxKey)))?.did, other.did)
      assert.equal(await store.keyHolder(hashKey('dxk_unknown')), null)
    },
  ),
  storeCheck(
    'an integration is found by its controller and id',
    async ({ store, integrations }) => {
      const [one, other] = integrations
      const { controllerId, id } = one
      const found = await store.integration({ controllerId, id })
      assert.equal(found?.id, id)
      assert.equal(found?.adapter, one.adapter)
      assert.equal(found?.controller.id, controllerId)
      assert.deepEqual(found?.settings, one.settings)
      const { controllerId: elsewhere } = other
      assert.equal(await store.integration({ controllerId: elsewhere, id }), null)
      assert.equal(await store.integration({ controllerId, id: elsewhere }), null, 'unknown')
    },
  ),
  storeCheck(
    'what was looked up is answered at once, with the same object',
    async ({ store, integrations: [one], integration, ref }) => {
      const [account = ''] = one.accounts
      await store.keyHolder(hashKey(one.dxKey))
      await store.integrationsOf(one.controllerId, one.adapter)
      await store.accountOwner(one.adapter, account)
      const holder = store.keyHolder(hashKey(one.dxKey))
      assert.ok(holder !== null && 'did' in holder)
      assert.ok(store.integration(ref) === integration, 'by id')
      assert.ok(store.accountOwner(one.adapter, account) === integration, 'by account')
      const listed = store.integrationsOf(one.controllerId, one.adapter)
      assert.ok(Array.isArray(listed) && listed[0] === integration, 'in a list')
    },
  ),
  storeCheck(
    'integrations are listed by controller and adapter',
    async ({ store, integrations: [one] }) => {
      const listed = await store.integrationsOf(one.controllerId, one.adapter)
      assert.deepEqual(
        listed.map(({ id }) => id),
        [one.id],
      )
      assert.deepEqual(await store.integrationsOf(one.controllerId, 'xero'), [])
    },
  ),
  storeCheck('who has proven an account has it', async ({ store, integrations }) => {
    const [one, other] = integrations
    const [account = ''] = one.accounts
    const ownerOf = async (adapter: string, account: string) => {
      const owner = await store.accountOwner(adapter, account)
      return owner === null || owner === 'unproven' ? owner : owner.id
    }
    assert.equal(await ownerOf(one.adapter, account), one.id)
    assert.notEqual(await ownerOf(one.adapter, account), other.id)
    assert.equal(await ownerOf('xero', account), null, 'of another adapter')
    assert.equal(await ownerOf(one.adapter, 'unheard of'), null)
  }),
  {
    name: 'to claim an account is not to have it, before its owner and after',
    async run(make) {
      const proving = { accounts: [`account of ${newIntegration().did}`], claims: [] }
      const claiming = { accounts: [], claims: proving.accounts }
      const alone = { accounts: [], claims: [`account of ${newIntegration().did}`] }
      for (const order of [
        [proving, claiming, alone],
        [claiming, proving, alone],
      ]) {
        const wanted = order.map(each => newIntegration(each))
        const { store, integrations, close } = await make(wanted, suiteQuarantine)
        try {
          const [account = ''] = proving.accounts
          const [unproven = ''] = alone.claims
          const holder = integrations.find(({ accounts }) => accounts.includes(account))
          assert.ok(holder !== undefined)
          const owner = await store.accountOwner(holder.adapter, account)
          assert.ok(owner !== null && owner !== 'unproven')
          assert.equal(owner.id, holder.id)
          assert.equal(await store.accountOwner(holder.adapter, unproven), 'unproven')
          assert.equal(store.accountOwner(holder.adapter, unproven), 'unproven', 'at once')
        } finally {
          await close()
        }
      }
    },
  },
]
