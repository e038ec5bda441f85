import type { Answer, Integration, Page, Platform, PlatformEvent } from '@conduit/core'
import { isoTime, meanings, PlatformError, readItems, textOrNull, valueAt } from '@conduit/core'
import { callDrive } from './drive-api.ts'
import { fileFields } from './file-fields.ts'
import { cursorOf, type Drive, drivesOf, listQuery, withCursor } from './lists.ts'
import type { Settings, State } from './settings.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

const fields = `nextPageToken,newStartPageToken,changes(changeType,time,removed,fileId,driveId,drive(id,name),file(${fileFields}))`
const longest = 1000

/** Where a list ends now. */
export async function startPageToken(drive: Drive, settings: Settings, platform: Platform) {
  const query = { supportsAllDrives: 'true', ...(drive !== null && { driveId: drive }) }
  const path = ['changes', 'startPageToken']
  const { json } = await callDrive({ path, query }, settings, platform)
  return tokenAt(json, '/startPageToken')
}

/**
 * Reads the lists of changes page by page. Each page is recorded together with where the next one
 * begins; a list that was never read begins now.
 * @see https://developers.google.com/workspace/drive/api/reference/rest/v3/changes/list
 */
export async function* poll(
  { settings, state }: Integration<Settings, State>,
  platform: Platform,
): AsyncIterable<Page<State>> {
  let reached = state
  for (const drive of drivesOf(settings)) {
    const cursor = cursorOf(reached, drive)
    if (cursor === undefined) {
      reached = withCursor(reached, drive, await startPageToken(drive, settings, platform))
      yield { events: [], state: reached }
      continue
    }
    for await (const { next, read } of pagesOf(drive, cursor, settings, platform)) {
      reached = withCursor(reached, drive, next)
      yield { ...read, state: reached }
    }
  }
}

async function* pagesOf(drive: Drive, cursor: string, settings: Settings, platform: Platform) {
  let pageToken = cursor
  for (let page = 0; page < longest; page++) {
    const query = { pageToken, pageSize: '100', ...listQuery(drive), fields }
    const answer = await callDrive({ path: ['changes'], query }, settings, platform)
    const read = readItems(changesOf(answer), '/changes', eventOf)
    const more = valueAt(answer.json, '/nextPageToken') !== undefined
    pageToken = tokenAt(answer.json, more ? '/nextPageToken' : '/newStartPageToken')
    yield { next: pageToken, read }
    if (!more) return
  }
  throw new PlatformError('upstream_error', 'too many pages')
}

/** What is no text is no token: it must not become a cursor. */
function tokenAt(json: unknown, pointer: string): string {
  const token = valueAt(json, pointer)
  if (typeof token === 'string' && token !== '') return token
  throw new PlatformError('upstream_error', 'no page token')
}

function changesOf({ status, json }: Answer): readonly unknown[] {
  const changes = valueAt(json, '/changes')
  if (status === 200 && Array.isArray(changes)) return changes
  throw new PlatformError('upstream_error', 'no list of changes', { status })
}

/** One change: to a file, or to a shared drive itself. */
function eventOf(change: unknown, path: string): PlatformEvent | string {
  const kind = textOrNull(change, '/changeType')
  const time = textOrNull(change, '/time')
  const subject = textOrNull(change, kind === 'drive' ? '/driveId' : '/fileId')
  if (kind === null || !/^[a-z]{1,40}$/i.test(kind) || time === null || subject === null) {
    return 'not a change'
  }
  const isTrashed = valueAt(change, '/file/trashed') === true
  const isRemoved = valueAt(change, '/removed') === true
  const type = `${kind}.${isRemoved ? 'removed' : isTrashed ? 'trashed' : 'changed'}`
  return {
    type,
    meaning: meaningOf(type),
    occurredAt: isoTime(time),
    // Two channels report the same change while one of them takes the other's place.
    id: `${subject}:${time}`,
    path,
    data: change,
  }
}
