import assert from 'node:assert/strict'
import googleDrive from '@conduit/adapter-google-drive'
import { type DrivePermission, fakeGoogleDrive } from '@conduit/fake-platforms/google-drive'
import { accessTo, knownAs, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import { test } from 'tap'

const settings = { accessToken: 'a-token', changes: true }
const account = 'files@example.com'
const adaMail = "Ada.o'neil@example.com"

const of = (
  id: string,
  emailAddress: string,
  role: DrivePermission['role'] = 'reader',
  further: Partial<DrivePermission> = {},
): DrivePermission => ({ id, type: 'user', role, emailAddress, ...further })

/** Files that others share with Ada, one of a shared drive, and one of her own. */
async function start() {
  const fake = fakeGoogleDrive(account)
  const platform = await statefulPlatform(fake.answer)
  const put = (id: string, ...permissions: readonly DrivePermission[]) =>
    fake.state.set(id, { id, name: `File ${id}`, permissions })
  const owner = of('1', account, 'owner')
  const bo = of('3', "x.o'neil@example.com", 'writer')
  put('f-1', owner, of('2', adaMail), bo)
  put('f-2', owner, of('2', adaMail.toLowerCase(), 'writer'))
  put('f-3', owner, bo)
  const inherited = { permissionDetails: [{ inherited: true, inheritedFrom: 'd-1' }] }
  put('f-4', of('9', account, 'organizer'), of('2', adaMail, 'writer', inherited))
  put('f-5', of('2', adaMail, 'owner'), of('1', account))
  // More rights than a page has.
  const many = Array.from({ length: 101 }, (_, at) => of(`m-${at}`, `m${at}@example.com`))
  put('f-6', owner, ...many, of('2', adaMail))
  const target = (file: string, id: string) => {
    const permission = { object: 'permission', id, within: { file } }
    return { target: permission, action: 'erase', expected: 'erased' } as const
  }
  return {
    platform,
    get state() {
      return [...fake.state].map(([id, { permissions }]) => [
        id,
        permissions.map(each => `${id}:${each.id}:${each.emailAddress}:${each.role}`),
      ])
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', adaMail.toUpperCase()),
        { ...knownAs('user', '2'), identifiers: knownBy('email', adaMail).identifiers },
      ],
      goes: ['f-1:2:', 'f-2:2:', 'f-6:2:'],
      stays: ['f-4:2:', 'f-5:2:'],
      others: ['f-1:3:', 'f-3:3:', 'f-1:1:', 'f-6:m-100:'],
      strangers: [
        knownBy('email', 'neil@example.com'),
        knownBy('email', "x@example.com' in readers or 'files@example.com"),
        knownBy('email', String.raw`x@example.com\' in readers or 'files@example.com`),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', '2'),
        knownAs('user', '2'),
        knownAs('permission', '2'),
      ],
      gone: [target('f-1', '99'), target('f-99', '2'), target('f-3', '2')],
      outcomes: {
        permission: 'erased',
        membership: 'manual_required',
        file: 'manual_required',
      } as const,
    },
  }
}

test('erasure in Drive', t => redactionSuite(t, { adapter: googleDrive, settings, start }))

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
