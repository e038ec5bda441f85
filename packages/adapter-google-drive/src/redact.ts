import {
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  PlatformError,
  type RedactCheck,
  type RedactTarget,
  type Reference,
  successOf,
} from '@conduit/core'
import { callDrive } from './drive-api.ts'
import { findShares, isOwnAccount, type Share } from './find-shares.ts'
import type { Settings, State } from './settings.ts'

const isId = /^[\w-]{1,128}$/
const byHand = { action: 'by_hand', expected: 'manual_required' } as const
const retained = ['authors of revisions and comments, and the activity log']
const instructions = {
  file: 'This file is theirs: look into it, then let them or an administrator transfer or delete it. Look at its name and description as well.',
  hidden:
    'This account may not see who has this file: let its owner remove the person under Share.',
  membership:
    'Their right comes from a shared drive or a folder: remove them from its members, or under its Share.',
  own: 'Conduit is connected by the account of this person: connect it by another one before this right is withdrawn.',
  refused: 'This account may not share this file: let its owner remove the person under Share.',
} as const

/**
 * Drive erases nobody: rights to files are withdrawn, which takes the person's address out of them. Files
 * are not deleted but by a person who has looked into them.
 *
 * @see https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions/delete
 */
export const redact: PersonRedaction<Settings, State> = {
  async find({ identifiers }, { settings }, platform) {
    const { shares, hidden } = await findShares(identifiers, settings, platform)
    if (shares.length + hidden.length === 0) return []
    const isOwn = await isOwnAccount(identifiers, settings, platform)
    const found = new Map<string, RedactTarget>()
    const add = (target: RedactTarget) => found.set(JSON.stringify(target.target), target)
    for (const share of shares.filter(({ isOwner }) => !isOwner)) add(targetOf(share, isOwn))
    for (const id of hidden) add(fileTarget(id, instructions.hidden))
    for (const { file } of shares.filter(({ isOwner }) => isOwner))
      add(fileTarget(file, instructions.file))
    return [...found.values()]
  },

  async erase(task, { settings }, platform) {
    const path = permissionPath(task.target)
    if (task.action === 'keep') return { outcome: 'shared_identifier' }
    if (task.action !== 'erase' || path === null) return { outcome: 'manual_required' }
    const query = { supportsAllDrives: 'true' }
    const answer = await callDrive({ path, query, isDeletion: true }, settings, platform)
    if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
    if (answer.status === 403)
      return { outcome: 'manual_required', instructions: instructions.refused }
    // Drive says by an empty answer that it has done it; a page of a proxy says nothing.
    if (successOf(answer).status !== 204)
      throw new PlatformError('upstream_error', 'another answer than that it is done')
    return { outcome: 'erased', retained }
  },

  async check({ target }, { settings }, platform) {
    const path = permissionPath(target)
    if (path !== null) return await checkPath(path, settings, platform)
    if (target.object === 'file' && isId.test(target.id))
      return await checkPath(['files', target.id], settings, platform)
    return { found: 'unverifiable' }
  },
}

function targetOf(share: Share, isOwn: boolean): RedactTarget {
  const { file, permission, isGroup, from } = share
  const target = { object: 'permission', id: permission, within: { file } }
  if (isGroup)
    return {
      target,
      ...{ action: 'keep', expected: 'shared_identifier' },
      justification: 'The address is that of a group.',
    }
  if (isOwn) return { target, ...byHand, instructions: instructions.own }
  if (from !== null)
    return {
      target: { object: 'membership', id: permission, within: { from } },
      ...{ ...byHand, instructions: instructions.membership },
    }
  return { target, action: 'erase', expected: 'erased', retained }
}

function fileTarget(id: string, words: string): RedactTarget {
  return { target: { object: 'file', id }, ...byHand, instructions: words }
}

/** Null: it is no right to one file. */
function permissionPath({ object, id, within }: Reference): readonly string[] | null {
  const file = String(within?.file ?? '')
  if (object !== 'permission' || !isId.test(id) || !isId.test(file)) return null
  return ['files', file, 'permissions', id]
}

async function checkPath(
  path: readonly string[],
  settings: Settings,
  platform: Platform,
): Promise<RedactCheck> {
  const query = { supportsAllDrives: 'true', fields: 'id' }
  const answer = await callDrive({ path, query }, settings, platform)
  if (answer.status === 404) return { found: 'clean' }
  if (answer.status === 403)
    return { found: 'unverifiable', why: 'this account may not see who has the file' }
  successOf(answer)
  return { found: 'remains' }
}
