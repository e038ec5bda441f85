import assert from 'node:assert/strict'
import googleDrive from '@conduit/adapter-google-drive'
import { type DrivePermission, fakeGoogleDrive } from '@conduit/fake-platforms/google-drive'
import { accessTo, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'
import { account, of, scene, settings } from './redaction-scene.ts'

test('erasure in Drive', t => redactionSuite(t, scene))

test('what this account may not or should not withdraw is left to a person', async t => {
  const fake = fakeGoogleDrive(account)
  const platform = await statefulPlatform(fake.answer)
  t.teardown(() => platform.close())
  const { redact } = googleDrive
  assert.ok(redact !== undefined)
  const { platform: way } = await accessTo({ adapter: googleDrive, settings }, platform)
  const own = { settings, state: {} }
  const find = (address: string) => redact.find(knownBy('email', address), own, way)
  const put = (id: string, isReadOnly: boolean, ...permissions: readonly DrivePermission[]) =>
    fake.state.set(id, { id, name: id, isReadOnly, permissions })
  const ada = of('2', 'ada@example.com')
  const before = () => JSON.stringify([...fake.state])

  put(
    'f-1',
    false,
    of('1', account, 'writer'),
    of('4', 'team@example.com', 'reader', { type: 'group' }),
  )
  t.match(await find(account), [{ action: 'by_hand', instructions: /connect it by another/ }])
  const [group] = await find('team@example.com')
  t.match(group, { action: 'keep', expected: 'shared_identifier' })

  put('f-2', true, ada)
  t.match(await find('ada@example.com'), [
    { target: { object: 'file', id: 'f-2' }, action: 'by_hand', instructions: /may not see/ },
  ])
  const state = before()
  const target = { object: 'permission', id: '2', within: { file: 'f-2' } }
  const task = { target, action: 'erase', key: '0'.repeat(64), accepted: null } as const
  t.match(await redact.erase(task, own, way), {
    ...{ outcome: 'manual_required', instructions: /let its owner/ },
  })
  t.equal(before(), state)

  fake.isIncomplete = true
  await t.rejects(find('ada@example.com'), { code: 'upstream_error' }, 'not all was searched')
})
