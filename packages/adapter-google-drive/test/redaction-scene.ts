import googleDrive from '@conduit/adapter-google-drive'
import { type DrivePermission, fakeGoogleDrive } from '@conduit/fake-platforms/google-drive'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'

export const settings = { accessToken: 'a-token', changes: true }
export const account = 'files@example.com'
const adaMail = "Ada.o'neil@example.com"

export const of = (
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

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: googleDrive,
  settings,
  checkedBy: { description: 'https://www.googleapis.com/discovery/v1/apis/drive/v3/rest' },
  start,
} satisfies ErasureScene
