import assert from 'node:assert/strict'
import { hashKey } from '@conduit/core'
import { type StoreCheck, storeCheck } from './store-check.ts'

/** Who calls, and for which connection. */
export const lookupChecks: readonly StoreCheck[] = [
  storeCheck(
    'a DX Key leads to its holder, any other to nobody',
    async ({ store, connections }) => {
      const [one, other] = connections
      const holder = await store.keyHolder(hashKey(one.dxKey))
      assert.equal(holder?.controllerId, one.controllerId)
      assert.equal(holder?.did, one.did)
      assert.equal((await store.keyHolder(hashKey(other.dxKey)))?.did, other.did)
      assert.equal(await store.keyHolder(hashKey('dxk_unknown')), null)
    },
  ),
  storeCheck('a connection is found by its controller and id', async ({ store, connections }) => {
    const [one, other] = connections
    const found = await store.connection(one.controllerId, one.id)
    assert.equal(found?.id, one.id)
    assert.equal(found?.adapter, one.adapter)
    assert.equal(found?.controller.id, one.controllerId)
    assert.deepEqual(found?.settings, one.settings)
    assert.equal(await store.connection(other.controllerId, one.id), null, 'of another controller')
    assert.equal(await store.connection(one.controllerId, other.controllerId), null, 'unknown')
  }),
  storeCheck('connections are listed by controller and adapter', async ({ store, connections }) => {
    const [one] = connections
    const listed = await store.connectionsOf(one.controllerId, one.adapter)
    assert.deepEqual(
      listed.map(({ id }) => id),
      [one.id],
    )
    assert.deepEqual(await store.connectionsOf(one.controllerId, 'xero'), [])
  }),
  storeCheck('a connection is found by its account', async ({ store, connections }) => {
    const [one, other] = connections
    const [account = ''] = one.accounts
    assert.equal((await store.connectionByAccount(one.adapter, account))?.id, one.id)
    assert.notEqual((await store.connectionByAccount(one.adapter, account))?.id, other.id)
    assert.equal(await store.connectionByAccount('xero', account), null, 'of another adapter')
    assert.equal(await store.connectionByAccount(one.adapter, 'unheard of'), null)
  }),
]
