import assert from 'node:assert/strict'
import quickbooks from '@conduit/adapter-quickbooks'
import type { Reference } from '@conduit/core'
import { accessTo, redactionSuite } from '@conduit/testing'
import { test } from 'tap'
import { apiBaseUrl, connect, connected, linked, scene, settings } from './redaction-scene.ts'

test('erasure in QuickBooks', t => redactionSuite(t, scene))

test('what QuickBooks does not do is not said', async t => {
  const { fake, meddle, platform, create } = await connect()
  t.teardown(() => platform.close())
  const { redact } = quickbooks
  assert.ok(redact !== undefined)
  const { platform: way } = await accessTo(connected, platform)
  const own = { settings: { ...settings, apiBaseUrl } as const, state: {} }
  const ada = await create('createCustomer', { DisplayName: 'Ada' })
  const bo = await create('createCustomer', { DisplayName: 'Bo' })
  const employee = await create('createEmployee', { DisplayName: 'Ada as an employee' })
  const AttachableRef = linked(['Customer', ada], ['Customer', bo])
  await create('createAttachable', { AttachableRef, Note: 'Of both.' })
  const references = [
    { object: 'Customer', id: ada },
    { object: 'Employee', id: employee },
  ]
  const found = await redact.find({ identifiers: [], references }, own, way)
  t.match(
    found.map(({ target, action, expected }) => [target.object, action, expected]),
    [
      ['Attachable', 'keep', 'shared_identifier'],
      ['Customer', 'anonymise', 'anonymised'],
      ['Employee', 'by_hand', 'manual_required'],
    ],
  )
  const customers = fake.state.get('Customer')
  const erase = (target: Reference, step?: string, key = '0'.repeat(64)) => {
    const accepted = step === undefined ? null : { at: way.now, progress: { step } }
    return redact.erase({ target, action: 'anonymise', key, accepted }, own, way)
  }
  const target = { object: 'Customer', id: ada }
  t.match(
    await erase(target, 'overwritten'),
    { outcome: 'manual_required', instructions: /still shows/ },
    'a yes without its effect',
  )
  const vendor = await create('createVendor', { DisplayName: `Erased Customer ${ada}` })
  t.match(await erase(target), { outcome: 'failed_permanent', justification: /6240/ })
  t.match(customers?.get(ada), { DisplayName: 'Ada' }, 'and nothing was changed')
  fake.state.get('Vendor')?.delete(vendor)

  // Between the reading and the change somebody else writes a note.
  meddle.next = () => customers?.set(ada, { ...customers.get(ada), Notes: 'New.', SyncToken: '7' })
  const key = '1'.repeat(64)
  t.match(await erase(target, undefined, key), { again: way.now }, 'it is read again')
  t.match(customers?.get(ada), { DisplayName: 'Ada', Notes: 'New.' })
  t.match(await erase(target, undefined, key), { progress: { step: 'overwritten' } })
  t.match(await erase(target, 'overwritten', key), { outcome: 'anonymised' })
  t.match(customers?.get(ada), { DisplayName: `Erased Customer ${ada} (deleted)`, Active: false })
})
