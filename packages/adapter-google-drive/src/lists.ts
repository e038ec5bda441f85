import type { Settings, State } from './settings.ts'

/** Whose list of changes: a shared drive's, or with null the account's. */
export type Drive = string | null

/** The lists of changes that these settings ask for. */
export function drivesOf({ changes, driveIds = [] }: Settings): readonly Drive[] {
  return [...(changes ? [null] : []), ...driveIds]
}

/** What each call about a list of changes says. */
export function listQuery(drive: Drive): Record<string, string> {
  const all = { supportsAllDrives: 'true', includeItemsFromAllDrives: 'true' }
  return { includeRemoved: 'true', ...all, ...(drive !== null && { driveId: drive }) }
}

/** Up to where a list was read. */
export function cursorOf({ pageToken, drivePageTokens = {} }: State, drive: Drive) {
  return drive === null ? pageToken : new Map(Object.entries(drivePageTokens)).get(drive)
}

/** The state with a list read up to here. */
export function withCursor(state: State, drive: Drive, pageToken: string): State {
  if (drive === null) return { ...state, pageToken }
  return { ...state, drivePageTokens: { ...state.drivePageTokens, [drive]: pageToken } }
}
