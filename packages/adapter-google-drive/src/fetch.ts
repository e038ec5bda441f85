import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { completed, isoTime, PlatformError, textOrNull } from '@conduit/core'
import { readChanges } from './changes.ts'
import { callDrive } from './drive-api.ts'
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
    if (status === 200 && textOrNull(json, '/id') !== fileId) {
      throw new PlatformError('upstream_error', 'another file')
    }
    // Of the others it is not the time: a file is not modified by being trashed or shared.
    const modified = want.event.type === 'file.update' ? textOrNull(json, '/modifiedTime') : null
    // 404: deleted, or no longer shared with this account.
    yield* completed(want, answer, { occurredAt: isoTime(modified) })
  }
}
