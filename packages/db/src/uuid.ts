const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Stands in the shard key for what belongs to the server and to no controller. */
export const serverId = '00000000-0000-0000-0000-000000000000'

/** Is this a UUID in lower case? Anything else must not meet a uuid column. */
export function isUuid(text: string): boolean {
  return shape.test(text)
}
