import { accountId, email, open, type PiiRow, type RowCondition, type Tables } from '@conduit/core'

/** A user of Drive, or a group. What is shared with anyone, or with a domain, names nobody. */
function personRows(person: string, idName: string, unless: RowCondition = {}): readonly PiiRow[] {
  const rows: readonly PiiRow[] = [
    { path: `${person}/emailAddress`, ...email() },
    { path: `${person}/${idName}`, ...accountId({ object: 'user' }) },
    { path: `${person}/displayName`, category: 'name' },
    { path: `${person}/photoLink`, category: 'photo' },
    { path: `${person}/*others`, ...open({ others: null, typed: /(name|message)$/i }) },
  ]
  return rows.map(row => ({ ...row, person, unless }))
}

/** Members of a file that are users, or lists of users. */
const users = [
  'owners/*',
  'lastModifyingUser',
  'sharingUser',
  'trashingUser',
  'contentRestrictions/*/restrictingUser',
  'labelInfo/labels/*/fields/*/user/*',
]

/** What a file is called, says of itself, or where it was taken: of nobody in particular. */
function textRows(at: string): readonly PiiRow[] {
  const rows: readonly PiiRow[] = [
    { path: `${at}/{name,originalFilename,description}`, category: 'free_text' },
    { path: `${at}/contentHints/indexableText`, category: 'free_text' },
    { path: `${at}/contentRestrictions/*/reason`, category: 'free_text' },
    { path: `${at}/{properties,appProperties}`, ...open() },
    { path: `${at}/labelInfo/labels/*/fields/*/{text,selection}/*`, category: 'free_text' },
    { path: `${at}/imageMediaMetadata/location/{latitude,longitude}`, category: 'location' },
    { path: `${at}/thumbnailLink`, category: 'photo' },
    { path: `${at}/permissionIds/*`, category: 'account_id' },
    { path: `${at}/*others`, ...open({ others: null }) },
  ]
  return rows.map(row => ({ ...row, person: null }))
}

/** A file, which stands in a change or is the whole document. */
function fileRows(at: string): readonly PiiRow[] {
  const permission = `${at}/permissions/*`
  return [
    ...users.flatMap(user => personRows(`${at}/${user}`, 'permissionId')),
    ...personRows(permission, 'id', { [`${permission}/type`]: ['anyone', 'domain'] }),
    ...textRows(at),
  ]
}

/** Google Drive as data. @see https://developers.google.com/workspace/drive/api/reference/rest/v3 */
export const tables: Tables = {
  events: [
    { type: 'file.add', meaning: 'processing', note: 'one file: created or shared' },
    { type: 'file.remove', meaning: 'processing', note: 'one file: deleted or unshared' },
    { type: 'file.update', meaning: 'processing', note: 'one file' },
    { type: 'file.{trash,untrash}', meaning: 'processing', note: 'one file' },
    { type: 'file.{changed,trashed}', meaning: 'processing', note: 'from the list of changes' },
    { type: 'file.removed', meaning: 'processing', note: 'a change: deleted, or access was lost' },
    { type: 'drive.{changed,removed}', meaning: 'processing', note: 'a change: a shared drive' },
    { type: '*', meaning: 'processing', note: 'what Drive has yet to add' },
  ],
  pii: [
    ...fileRows('/file'),
    ...fileRows(''),
    { path: '/{drive,teamDrive}/name', category: 'free_text', person: null },
  ],
}
