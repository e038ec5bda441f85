import { accountId, email, type PiiRow, type RowCondition, type Tables } from '@conduit/core'

/** A user of Drive, or a group. */
function personRows(person: string, idName: string, when: RowCondition = {}): readonly PiiRow[] {
  const rows: readonly PiiRow[] = [
    { path: `${person}/emailAddress`, ...email() },
    { path: `${person}/${idName}`, ...accountId({ object: 'user' }) },
    { path: `${person}/displayName`, category: 'name' },
    { path: `${person}/photoLink`, category: 'photo' },
  ]
  return rows.map(row => ({ ...row, person, when }))
}

/** A file, which stands in a change or is the whole document. */
function fileRows(at: string): readonly PiiRow[] {
  const permission = `${at}/permissions/*`
  return [
    ...personRows(`${at}/owners/*`, 'permissionId'),
    ...personRows(`${at}/{lastModifyingUser,sharingUser,trashingUser}`, 'permissionId'),
    // What is shared with anyone, or with a domain, names nobody.
    ...personRows(permission, 'id', { [`${permission}/type`]: ['user', 'group'] }),
    // What a file is called, or where it was taken, belongs to nobody in particular.
    { path: `${at}/permissionIds/*`, category: 'account_id', person: null },
    { path: `${at}/{name,originalFilename,description}`, category: 'free_text', person: null },
    {
      path: `${at}/imageMediaMetadata/location/{latitude,longitude}`,
      category: 'location',
      person: null,
    },
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
  pii: [...fileRows('/file'), ...fileRows('')],
}
