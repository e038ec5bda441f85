import type { TechnicalRow } from '@conduit/core'

/** A file that is the whole answer, or stands in a change. */
const file = '{,/changes/*/file}'
const users = `${file}/{owners/*,lastModifyingUser,sharingUser,trashingUser}`
const restriction = `${file}/contentRestrictions/*`
const label = `${file}/labelInfo/labels/*`

/** Texts that are nobody's data. */
export const technical: readonly TechnicalRow[] = [
  // A list of changes.
  { path: '/{nextPageToken,newStartPageToken,startPageToken}', class: 'id' },
  { path: '/changes/*/{kind,fileId,driveId,teamDriveId}', class: 'id' },
  { path: '/changes/*/{type,changeType}', class: 'enum' },
  { path: '/changes/*/time', class: 'time' },
  { path: '/changes/*/{drive,teamDrive}/{id,kind,themeId}', class: 'id' },
  { path: '/changes/*/drive/createdTime', class: 'time' },
  // A file.
  { path: `${file}/{kind,id,version,driveId,teamDriveId,parents/*,headRevisionId}`, class: 'id' },
  { path: `${file}/{mimeType,fileExtension}`, class: 'enum' },
  {
    path: `${file}/{createdTime,modifiedTime,trashedTime,viewedByMeTime,sharedWithMeTime}`,
    class: 'time',
  },
  { path: `${file}/{webViewLink,webContentLink,iconLink}`, class: 'url' },
  { path: `${file}/{md5Checksum,sha1Checksum,sha256Checksum}`, class: 'id' },
  { path: `${file}/size`, class: 'amount' },
  // Who has to do with it.
  { path: `${users}/kind`, class: 'id' },
  { path: `${restriction}/restrictingUser/kind`, class: 'id' },
  { path: `${restriction}/type`, class: 'enum' },
  { path: `${restriction}/restrictionTime`, class: 'time' },
  { path: `${file}/permissions/*/{id,kind}`, class: 'id' },
  { path: `${file}/permissions/*/{type,role,view}`, class: 'enum' },
  { path: `${file}/permissions/*/expirationTime`, class: 'time' },
  // Of a domain; people are found.
  { path: `${file}/permissions/*/{domain,displayName}`, class: 'code' },
  // Labels.
  { path: `${label}/{,fields/*/}{id,kind,revisionId}`, class: 'id' },
  { path: `${label}/fields/*/valueType`, class: 'enum' },
  { path: `${label}/fields/*/{dateString,integer}/*`, class: 'time' },
  { path: `${label}/fields/*/user/*/kind`, class: 'id' },
  // An error, in Google's own words.
  { path: '/error/{message,errors/*/message}', class: 'enum' },
  { path: '/error/errors/*/{domain,reason,location,locationType}', class: 'enum' },
]
