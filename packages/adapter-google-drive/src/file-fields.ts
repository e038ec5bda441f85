const own = 'id,name,originalFilename,description,trashed,modifiedTime'
const people = 'owners,lastModifyingUser,sharingUser,trashingUser,permissions,permissionIds'

/** What is asked for of a file, and no more: without it Drive tells hardly more than the name. */
export const fileFields = `${own},${people},imageMediaMetadata/location`
