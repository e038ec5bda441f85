import { randomUUID } from 'node:crypto'
import {
  type Integration,
  type SetupPlatform,
  type SetupResult,
  type SetupStep,
  textAt,
} from '@conduit/core'
import { callDrive } from './drive-api.ts'
import { cursorOf, drivesOf, listQuery, withCursor } from './lists.ts'
import { startPageToken } from './poll.ts'
import type { Channel, Settings, State } from './settings.ts'

/** What one channel watches. */
type Watched = Pick<Channel, 'kind' | 'fileId' | 'driveId'>

/** The state, kept at each step: whatever fails, what was opened is known. */
interface Kept {
  state: State
  save(changes: State): Promise<void>
}

const day = 86_400_000
const longestLife = { changes: 7 * day, files: day }

/**
 * Opens a channel for all that is to be watched, and stops those from before; so a renewal is a
 * connecting anew. Both report for a moment, so that nothing is missed. Disconnecting stops all.
 * @see https://developers.google.com/workspace/drive/api/guides/push
 */
export async function setup(
  step: SetupStep,
  { settings, state }: Integration<Settings, State>,
  platform: SetupPlatform<State>,
): Promise<SetupResult<Settings>> {
  const { channels: before = [] } = state
  const time = platform.now.getTime()
  if (step === 'check') return { healthy: isLive(settings, before, time) }
  const kept: Kept = {
    state,
    async save(changes) {
      kept.state = { ...kept.state, ...changes }
      await platform.save(kept.state)
    },
  }
  if (step !== 'disconnect') await openAll(settings, kept, platform)
  const opened = (kept.state.channels ?? []).filter(({ id }) => before.every(old => old.id !== id))
  await kept.save({ channels: opened })
  for (const { id, resourceId } of before) {
    // One that has ended by itself is answered 404.
    const stop = { path: ['channels', 'stop'], body: { id, resourceId: resourceId ?? '' } }
    if (resourceId !== undefined) await callDrive(stop, settings, platform)
  }
  // After four fifths of the shortest life, which may be shorter than was asked for.
  const left = Math.min(...opened.map(each => Number(each.expiration) - time))
  return opened.length === 0 ? {} : { renewAt: new Date(time + 0.8 * left) }
}

function watchedBy(settings: Settings): readonly Watched[] {
  const { fileIds = [] } = settings
  const lists = drivesOf(settings).map(drive => drive !== null && { driveId: drive })
  return [
    ...lists.map(list => ({ kind: 'changes' as const, ...list })),
    ...fileIds.map(fileId => ({ kind: 'files' as const, fileId })),
  ]
}

function isLive(settings: Settings, channels: readonly Channel[], time: number): boolean {
  const live = channels.filter(({ expiration }) => Number(expiration) > time)
  return watchedBy(settings).every(({ kind, fileId, driveId }) =>
    live.some(each => each.kind === kind && each.fileId === fileId && each.driveId === driveId),
  )
}

async function openAll(settings: Settings, kept: Kept, platform: SetupPlatform<State>) {
  for (const drive of drivesOf(settings)) {
    if (cursorOf(kept.state, drive) !== undefined) continue
    await kept.save(withCursor(kept.state, drive, await startPageToken(drive, settings, platform)))
  }
  for (const each of watchedBy(settings)) await open(each, settings, kept, platform)
}

/** The channel is known before it is asked for: its first message may come before the answer. */
async function open(
  watched: Watched,
  settings: Settings,
  kept: Kept,
  platform: SetupPlatform<State>,
) {
  const channel = { id: randomUUID(), ...watched }
  const { fileId, driveId = null, kind } = channel
  const pageToken = cursorOf(kept.state, driveId) ?? ''
  const { url, token } = await platform.webhook(channel.id)
  const { channels: others = [] } = kept.state
  await kept.save({ channels: [...others, channel] })
  const { origin, pathname } = new URL(url)
  const expiration = String(platform.now.getTime() + longestLife[kind])
  const call = {
    path: fileId === undefined ? ['changes', 'watch'] : ['files', fileId, 'watch'],
    query:
      fileId === undefined ? { pageToken, ...listQuery(driveId) } : { supportsAllDrives: 'true' },
    body: { id: channel.id, type: 'web_hook', address: origin + pathname, token, expiration },
  }
  const { json } = await callDrive(call, settings, platform)
  const granted = {
    resourceId: textAt(json, '/resourceId'),
    expiration: textAt(json, '/expiration'),
  }
  await kept.save({ channels: [...others, { ...channel, ...granted }] })
}
