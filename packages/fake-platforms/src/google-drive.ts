import type { FakeAnswer, PlatformCall } from '@conduit/recordings'

/** A right to a file, as the API shows it. */
export interface DrivePermission {
  readonly id: string
  readonly type: 'user' | 'group' | 'domain' | 'anyone'
  readonly role: 'owner' | 'organizer' | 'fileOrganizer' | 'writer' | 'commenter' | 'reader'
  readonly emailAddress?: string
  readonly permissionDetails?: readonly {
    readonly inherited: boolean
    readonly inheritedFrom?: string
  }[]
}

/** A file, and what the account of the token may do with it. */
export interface DriveFile {
  readonly id: string
  readonly name: string
  /** It may not see who has it, nor share it. */
  readonly isReadOnly?: boolean
  readonly permissions: readonly DrivePermission[]
}

/** What a fake Google Drive shows to one account. */
export interface FakeGoogleDrive {
  readonly state: Map<string, DriveFile>
  /** It has not searched all drives. */
  isIncomplete: boolean
  answer(call: PlatformCall): FakeAnswer
}

const roles: Readonly<Record<string, readonly string[]>> = {
  owners: ['owner'],
  writers: ['owner', 'organizer', 'fileOrganizer', 'writer'],
  readers: ['commenter', 'reader'],
}
const clauses = /^('(?:[^'\\]|\\['\\])*' in (?:owners|writers|readers)(?: or (?!$)|$))+$/
const clause = /'((?:[^'\\]|\\['\\])*)' in (\w+)/g

/**
 * Makes a Google Drive as one account sees it; files are put into the state. Where it is strict, Drive is: a
 * token; the words of a search, and its escapes; items of shared drives only for who says that it supports them;
 * no more fields than are asked for; an owner's right and one that comes from elsewhere cannot be deleted at a file.
 * Paths, parameters and their bounds were checked against Google's machine-readable description of the API, which has
 * no search and no refusals. *Unconfirmed*: of which reason the refusals are, other than of a missing right to a file.
 * Google's client has not been here.
 *
 * @see https://developers.google.com/workspace/drive/api/reference/rest/v3
 * @see https://www.googleapis.com/discovery/v1/apis/drive/v3/rest
 */
export function fakeGoogleDrive(account: string): FakeGoogleDrive {
  const fake: FakeGoogleDrive = {
    state: new Map(),
    isIncomplete: false,
    answer(call) {
      if (!/^Bearer \S+/.test(call.headers.authorization ?? '')) return fault(401, 'authError')
      const query = call.url.searchParams
      const path = call.url.pathname.replace(/^\/drive\/v3\//, '')
      const [kind, id, inner, permission] = path.split('/').map(decodeURIComponent)
      if (kind === 'about' && !query.has('fields')) return fault(400, 'required')
      if (kind === 'about') return { status: 200, json: { user: { emailAddress: account } } }
      if (kind !== 'files') return fault(404, 'notFound')
      if (id === undefined) return search(fake, query)
      const file = fake.state.get(id)
      if (file === undefined || query.get('supportsAllDrives') !== 'true')
        return fault(404, 'notFound')
      if (inner === undefined) return { status: 200, json: { id, kind: 'drive#file' } }
      if (inner !== 'permissions') return fault(404, 'notFound')
      if (file.isReadOnly) return fault(403, 'insufficientFilePermissions')
      if (permission === undefined) return paged('permissions', file.permissions, query, 100)
      return one(fake.state, file, permission, call)
    },
  }
  return fake
}

function one(
  state: Map<string, DriveFile>,
  file: DriveFile,
  id: string,
  { method }: PlatformCall,
): FakeAnswer {
  const found = file.permissions.find(each => each.id === id)
  if (found === undefined) return fault(404, 'notFound')
  if (method === 'GET') return { status: 200, json: { id } }
  if (method !== 'DELETE') return fault(400, 'badRequest')
  const details = found.permissionDetails ?? []
  const isInherited = details.length > 0 && details.every(({ inherited }) => inherited)
  if (found.role === 'owner' || isInherited) return fault(403, 'cannotDeletePermission')
  const permissions = file.permissions.filter(each => each.id !== id)
  state.set(file.id, { ...file, permissions })
  return { status: 204 }
}

function search({ state, isIncomplete }: FakeGoogleDrive, query: URLSearchParams): FakeAnswer {
  const q = query.get('q') ?? ''
  const isOfAll = ['supportsAllDrives', 'includeItemsFromAllDrives'].every(
    name => query.get(name) === 'true',
  )
  if (!clauses.test(q) || (query.get('corpora') === 'allDrives' && !isOfAll))
    return fault(400, 'invalid')
  const wanted = [...q.matchAll(clause)].map(([, text = '', role = '']) => ({
    address: text.replaceAll(/\\(['\\])/g, '$1').toLowerCase(),
    roles: roles[role] ?? [],
  }))
  const found = [...state.values()].filter(({ permissions }) =>
    permissions.some(({ emailAddress = '', role }) =>
      wanted.some(each => each.address === emailAddress.toLowerCase() && each.roles.includes(role)),
    ),
  )
  const files = found.map(({ id }) => ({ id }))
  const answer = paged('files', files, query, 1_000)
  return { ...answer, json: { ...Object(answer.json), incompleteSearch: isIncomplete } }
}

function paged(
  name: string,
  all: readonly object[],
  query: URLSearchParams,
  most: number,
): FakeAnswer {
  const size = Number(query.get('pageSize') ?? 100)
  const from = Number(query.get('pageToken') ?? 0)
  if (!(size >= 1 && size <= most)) return fault(400, 'invalidParameter')
  const next = from + size < all.length ? { nextPageToken: String(from + size) } : {}
  // Without being asked for, an address is not told.
  const isTold = (query.get('fields') ?? '').includes('emailAddress')
  const some = all.slice(from, from + size).map(item => {
    const { emailAddress, ...plain } = Object(item)
    return isTold ? { emailAddress, ...plain } : plain
  })
  return { status: 200, json: { ...next, [name]: some } }
}

function fault(status: number, reason: string): FakeAnswer {
  const error = { code: status, message: 'refused', errors: [{ domain: 'global', reason }] }
  return { status, json: { error } }
}
