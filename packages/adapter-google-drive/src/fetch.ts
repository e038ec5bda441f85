import {
  type Connection,
  type Fetched,
  type Platform,
  PlatformError,
  valueAt,
  type Wanted,
} from '@conduit/core'
import { readChanges } from './changes.ts'
import { callDrive, textOf } from './drive-api.ts'
import { fileFields } from './file-fields.ts'
import type { Settings, State } from './settings.ts'

/** Reads the files that notifications were about; with nothing wanted, the changes since the last time. */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings, state }: Connection<Settings, State>,
  platform: Platform<State>,
): AsyncIterable<Fetched<State>> {
  if (wanted.length === 0) yield* readChanges(settings, state, platform)
  for (const want of wanted) {
    const fileId = String(want.ref.fileId)
    const query = { supportsAllDrives: 'true', fields: fileFields }
    const answer = await callDrive({ path: ['files', fileId], query }, settings, platform)
    const { json, status } = answer
    // Deleted, or no longer shared with this account.
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    if (textOf(answer, '/id') !== fileId) throw new PlatformError('upstream_error', 'another file')
    // Of the others it is not the time: a file is not modified by being trashed or shared.
    const modified = want.event.type === 'file.update' ? valueAt(json, '/modifiedTime') : null
    const occurredAt = typeof modified === 'string' ? new Date(modified) : null
    yield { for: want, events: [{ ...want.event, occurredAt, id: null, path: '', data: json }] }
  }
}
