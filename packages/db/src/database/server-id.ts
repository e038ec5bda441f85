/** Stands in the shard key for what belongs to the server and to no controller. */
export const serverId = '00000000-0000-0000-0000-000000000000'
