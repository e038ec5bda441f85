import {
  type Identifier,
  type JsonValue,
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
    for (const file of listed(page, '/files')) yield textAt(file, '/id')
  }
}

/** Null: this account may not see who has the file. */
async function permissionsOf(
  file: string,
  settings: Settings,
  platform: Platform,
): Promise<readonly JsonValue[] | null> {
  const path = ['files', file, 'permissions']
  const query = { ...all, pageSize: '100', fields: permissionFields }
  const found: JsonValue[] = []
  for await (const page of pages(path, query, settings, platform)) {
    if (page === null) return null
    found.push(...listed(page, '/permissions'))
  }
  return found
}

/** A page is null where a right to this one file is missing; there is none where it is gone. */
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
    if (answer.status === 404) return
    if (answer.status === 403) {
      yield null
      return
    }
    const { json } = successOf(answer)
    yield json as JsonValue
    pageToken = textOrNull(json, '/nextPageToken')
    if (pageToken === null) return
  }
  throw new PlatformError('upstream_error', 'a list without an end')
}

function listed(page: JsonValue, pointer: string): readonly JsonValue[] {
  const list = valueAt(page, pointer)
  return Array.isArray(list) ? list : []
}
