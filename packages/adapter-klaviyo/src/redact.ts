import {
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  PlatformError,
  type RedactResult,
  type RedactTarget,
  type RedactTask,
  type Reference,
  readDocument,
  successOf,
} from '@conduit/core'
import { apiCall, apiChange } from './api.ts'
import { findProfiles, isProfile } from './find-objects.ts'
import type { Settings } from './settings.ts'

const minute = 60_000
const hour = 60 * minute
const longest = 30 * 24 * hour

const retained = [
  'events without their content, and to whom mail went by a redacted address',
  'the address, number or id as a proof, on the page of deleted profiles',
]

/**
 * A profile is deleted by a job that names its id: by an address or a number it would take along whoever
 * else has it. The job has no id and nobody tells how far it is, so the profile is read until it is gone.
 * Nobody is suppressed, which would make the profile anew.
 *
 * @see https://developers.klaviyo.com/en/reference/request_profile_deletion
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const targets: RedactTarget[] = []
    for (const target of await findProfiles(person, settings, platform)) {
      if (!(await isThere(target, settings, platform))) continue
      targets.push({ target, action: 'erase', expected: 'erased', retained })
    }
    return targets
  },

  async erase(task, { settings }, platform) {
    if (task.action !== 'erase' || !isProfile(task.target)) return { outcome: 'manual_required' }
    if (!(await isThere(task.target, settings, platform)))
      return { outcome: outcomeOfAbsence(task) }
    if (task.accepted === null) return await ask(task, settings, platform)
    const waited = platform.now.getTime() - task.accepted.at.getTime()
    if (waited > longest)
      return {
        outcome: 'failed_permanent',
        justification: 'Klaviyo still shows the profile 30 days after it agreed to delete it',
      }
    return { again: later(platform, hour), waitsFor: 'job_running' }
  },

  async check({ target }, { settings }, platform) {
    if (!isProfile(target)) return { found: 'unverifiable', why: 'no id of Klaviyo' }
    if (!(await isThere(target, settings, platform))) return { found: 'clean' }
    return { found: 'remains', why: 'Klaviyo still shows the profile' }
  },
}

async function ask(
  task: RedactTask,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  const profile = { data: { type: 'profile', id: task.target.id } }
  const job = { type: 'data-privacy-deletion-job', attributes: { profile } }
  const call = apiChange(settings, 'POST', `${job.type}s`, job)
  // A second job finds nobody, or deletes what is to be deleted.
  const answer = await platform.request({ ...call, json: false, idempotent: true })
  if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
  const { status } = successOf(answer)
  if (status !== 202) throw new PlatformError('upstream_error', 'the job was not taken', { status })
  return { again: later(platform, minute), progress: { asked: true }, waitsFor: 'job_running' }
}

async function isThere(
  { id }: Reference,
  settings: Settings,
  platform: Platform,
): Promise<boolean> {
  const call = apiCall(settings, `profiles/${id}?fields%5Bprofile%5D=created`)
  return (await readDocument(platform, call)) !== null
}

function later({ now }: Platform, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds)
}
