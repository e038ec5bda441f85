import {
  type Identifier,
  isPlatformError,
  type JsonValue,
  listAt,
  type Platform,
  PlatformError,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { callDrive } from './drive-api.ts'
import type { Settings } from './settings.ts'

/** A right to a file that an address has. */
export interface Share {
  readonly file: string
  readonly permission: string
  readonly isOwner: boolean
  /** The address is that of several people. */
  readonly isGroup: boolean
  /** From where all of it comes, if it does: a shared drive, or a folder. */
  readonly from: string | null
}

/** What is found: the rights, and files whose rights this account may not see. */
export interface Shares {
  readonly shares: readonly Share[]
  readonly hidden: readonly string[]
}

const longest = 1_000
const all = { supportsAllDrives: 'true' }
const permissionFields =
  'nextPageToken,permissions(id,type,role,emailAddress,permissionDetails(inherited,inheritedFrom))'

/**
 * The rights that these addresses have to files which this account sees. Drive searches by an address
 * alone: whom only an id is known of is found by none.
 *
 * @see https://developers.google.com/workspace/drive/api/guides/ref-search-terms
 */
export async function findShares(
  identifiers: readonly Identifier[],
  settings: Settings,
  platform: Platform,
): Promise<Shares> {
  const addresses = new Set(
    identifiers.flatMap(({ category, value }) =>
      category === 'email' && value.includes('@') ? [value.toLowerCase()] : [],
    ),
  )
  const files = new Set<string>()
  for (const address of addresses) {
    for await (const file of filesOf(address, settings, platform)) files.add(file)
  }
  const shares: Share[] = []
  const hidden: string[] = []
  for (const file of [...files].sort()) {
    const permissions = await permissionsOf(file, settings, platform)
    if (permissions === null) hidden.push(file)
    for (const permission of permissions ?? []) {
      const address = textOrNull(permission, '/emailAddress')?.toLowerCase() ?? ''
      if (addresses.has(address)) shares.push(shareOf(file, permission))
    }
  }
  return { shares, hidden }
}

/** Is one of these addresses that of the account by which all this is read? */
export async function isOwnAccount(
  identifiers: readonly Identifier[],
  settings: Settings,
  platform: Platform,
): Promise<boolean> {
  const query = { fields: 'user(emailAddress)' }
  const answer = successOf(await callDrive({ path: ['about'], query }, settings, platform))
  const own = textOrNull(answer.json, '/user/emailAddress')?.toLowerCase()
  return identifiers.some(
    ({ category, value }) => category === 'email' && value.toLowerCase() === own,
  )
}

function shareOf(file: string, permission: JsonValue): Share {
  const details = valueAt(permission, '/permissionDetails')
  const origins = Array.isArray(details) ? details : []
  const isInherited =
    origins.length > 0 && origins.every(each => valueAt(each, '/inherited') === true)
  return {
    file,
    permission: textAt(permission, '/id'),
    isOwner: valueAt(permission, '/role') === 'owner',
    isGroup: valueAt(permission, '/type') !== 'user',
    from: isInherited ? textAt(origins[0], '/inheritedFrom') : null,
  }
}

async function* filesOf(address: string, settings: Settings, platform: Platform) {
  const text = `'${address.replaceAll(/[\\']/g, '\\$&')}'`
  const query = {
    q: ['owners', 'writers', 'readers'].map(role => `${text} in ${role}`).join(' or '),
    ...{ ...all, corpora: 'allDrives', includeItemsFromAllDrives: 'true', pageSize: '100' },
    fields: 'nextPageToken,incompleteSearch,files(id)',
  }
  for await (const page of pages(['files'], query, settings, platform)) {
    // What was not searched may hold the person.
    if (valueAt(page, '/incompleteSearch') === true)
      throw new PlatformError('upstream_error', 'Drive has not searched all drives')
    for (const file of listAt(page, '/files')) yield textAt(file, '/id')
  }
}

/** Null: this account may not see who has the file. A file that is gone is nobody's. */
async function permissionsOf(
  file: string,
  settings: Settings,
  platform: Platform,
): Promise<readonly JsonValue[] | null> {
  const path = ['files', file, 'permissions']
  const query = { ...all, pageSize: '100', fields: permissionFields }
  const found: JsonValue[] = []
  try {
    for await (const page of pages(path, query, settings, platform)) {
      if (page === null) return null
      found.push(...listAt(page, '/permissions'))
    }
  } catch (error) {
    const isMissing = isPlatformError(error) && error.status === 404
    if (!isMissing || (await isFileThere(file, settings, platform))) throw error
    return []
  }
  return found
}

/** Asked where the list of its rights is not to be had, which alone does not say that the file is gone. */
async function isFileThere(file: string, settings: Settings, platform: Platform) {
  const query = { supportsAllDrives: 'true', fields: 'id' }
  const { status } = await callDrive({ path: ['files', file], query }, settings, platform)
  return status !== 404
}

/** A page is null where a right to this one file is missing. */
async function* pages(
  path: readonly string[],
  query: Readonly<Record<string, string>>,
  settings: Settings,
  platform: Platform,
): AsyncGenerator<JsonValue> {
  let pageToken: string | null = null
  for (let page = 0; page < longest; page++) {
    const further: Readonly<Record<string, string>> = pageToken === null ? {} : { pageToken }
    const answer = await callDrive({ path, query: { ...query, ...further } }, settings, platform)
    if (answer.status === 403) {
      yield null
      return
    }
    const { json } = successOf(answer)
    yield json as JsonValue
    const next = textOrNull(json, '/nextPageToken')
    if (next === null) return
    if (next === pageToken) break
    pageToken = next
  }
  throw new PlatformError('upstream_error', 'a list without an end')
}
