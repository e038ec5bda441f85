const prefix = 'conduit-audit/'

/** Names the log of a controller in its checkpoints; of the server itself that of the nil UUID. */
export function logName(controllerId: string): string {
  return `${prefix}${controllerId}`
}

/** The controller whose log a checkpoint claims to be of; null: of none of ours. */
export function logOf(note: string): string | null {
  const name = note.slice(0, note.indexOf('\n'))
  return name.startsWith(prefix) ? name.slice(prefix.length) : null
}
