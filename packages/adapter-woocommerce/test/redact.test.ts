import assert from 'node:assert/strict'
import woocommerce from '@conduit/adapter-woocommerce'
import { accessTo, knownBy, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { adaMail, connect, scene, settings } from './redaction-scene.ts'

test('erasure in a shop', t => redactionSuite(t, scene))

test('what is not the person’s is not touched, and what is changed beside is told', async t => {
  const { fake, platform, client, post } = await connect()
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: woocommerce, settings }, platform)
  const { redact } = woocommerce
  assert.ok(redact !== undefined)
  const find = async () => await redact.find(knownBy('email', adaMail), access.own, access.platform)
  const ada = await post('customers', { email: adaMail })
  const bo = await post('customers', { email: 'bo@example.com' })
  await post('orders', { customer_id: bo, billing: { email: adaMail, last_name: 'Bo' } })
  const [shared, customer] = await find()
  t.match(shared, { action: 'keep', expected: 'shared_identifier' }, 'of another account')
  t.match(customer, { target: { object: 'customer', id: String(ada) }, action: 'erase' })
  const before = JSON.stringify([...fake.state].map(([, items]) => [...items]))
  const task = { key: '0'.repeat(64), accepted: null }
  assert.ok(shared !== undefined && customer !== undefined)
  const erase = (target: typeof shared) =>
    redact.erase({ ...task, ...target }, access.own, access.platform)
  t.match(await erase(shared), { outcome: 'shared_identifier' })
  const setRole = (role: string) => {
    const customers = fake.state.get('customers')
    const item = customers?.get(ada)
    if (item !== undefined) customers?.set(ada, { ...item, role })
  }
  setRole('administrator')
  t.match(await erase(customer), { outcome: 'manual_required', instructions: /another role/ })
  t.match((await find())[1], { action: 'by_hand' }, 'whoever runs the shop is not deleted')
  setRole('customer')
  t.equal(JSON.stringify([...fake.state].map(([, items]) => [...items])), before, 'nothing changed')

  await client.delete(`customers/${bo}`, { force: true })
  fake.taxes = 19
  const [free] = await find()
  assert.ok(free !== undefined)
  t.match(
    free,
    { action: 'anonymise' },
    'the order of an account that is gone is whose address it is',
  )
  const billing = () => [...(fake.state.get('orders')?.values() ?? [])].map(each => each.billing)
  t.match(await erase(free), { outcome: 'anonymised', instructions: /computed the totals/ })
  t.strictSame(billing(), [{ email: 'deleted@site.invalid', last_name: '' }])
})
