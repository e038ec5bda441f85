import type { Integration, Platform, Read, Want } from '@conduit/core'
import { completed, isoTime, PlatformError, textOrNull } from '@conduit/core'
import { callDrive } from './drive-api.ts'
import { fileFields } from './file-fields.ts'
import type { Settings, State } from './settings.ts'

/** Reads the file that a notification was about. */
export async function read(
  want: Want,
  { settings }: Integration<Settings, State>,
  platform: Platform,
): Promise<Read> {
  const fileId = String(want.ref.fileId)
  const query = { supportsAllDrives: 'true', fields: fileFields }
  const answer = await callDrive({ path: ['files', fileId], query }, settings, platform)
  const { json, status } = answer
  // A right to this one file is missing: there is nobody here who could grant it.
  if (status === 403) return { rejected: [{ path: '', reason: 'status 403' }] }
  if (status === 200 && textOrNull(json, '/id') !== fileId) {
    throw new PlatformError('upstream_error', 'another file')
  }
  // Of the others it is not the time: a file is not modified by being trashed or shared.
  const modified = want.event.type === 'file.update' ? textOrNull(json, '/modifiedTime') : null
  // 404: deleted, or no longer shared with this account.
  return completed(want, answer, { occurredAt: isoTime(modified) })
}
