/** What is asked for of a file, and no more: without it Drive tells hardly more than the name. */
export const fileFields = [
  'id',
  'name',
  'originalFilename',
  'description',
  'trashed',
  'modifiedTime',
  'owners',
  'lastModifyingUser',
  'sharingUser',
  'trashingUser',
  'permissions',
  'permissionIds',
  'contentRestrictions',
  'properties',
  'imageMediaMetadata/location',
].join(',')
