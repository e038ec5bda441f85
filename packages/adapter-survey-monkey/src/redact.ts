import {
  type Answer,
  outcomeOfAbsence,
  type PersonRedaction,
  PlatformError,
  type RedactTarget,
  successOf,
} from '@conduit/core'
import { apiCall } from './api.ts'
import { findObjects, pathOf, readObject } from './find-objects.ts'
import type { Settings } from './settings.ts'

const retained = ['exports, shared results and copies in other systems']

/**
 * Contacts, invitations and responses are deleted one by one: SurveyMonkey erases nobody across surveys.
 *
 * @see https://api.surveymonkey.com/v3/docs#responses
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const found = await findObjects(person, { settings, platform })
    return found.map((target): RedactTarget => {
      const erased = { target, action: 'erase', expected: 'erased' } as const
      return target.object === 'response' ? { ...erased, retained } : erased
    })
  },

  async erase(task, { settings }, platform) {
    const path = pathOf(task.target)
    // Without an id it would be all responses of everybody.
    if (task.action !== 'erase' || path === null) return { outcome: 'manual_required' }
    const call = apiCall(settings, path, false)
    // Twice it is not there any more.
    const answer = await platform.request({ ...call, method: 'DELETE', idempotent: true })
    if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
    assertOurs(successOf(answer))
    return { outcome: 'erased', ...(task.target.object === 'response' && { retained }) }
  },

  async check({ target }, { settings }, platform) {
    if (pathOf(target) === null) return { found: 'unverifiable' }
    const content = await readObject(target, { settings, platform })
    return { found: content === null ? 'clean' : 'remains' }
  },
}

/** Nobody says what a deletion is answered with: by nothing or by JSON, but not by a page of a proxy. */
function assertOurs({ text }: Answer): void {
  if (text.trim() !== '' && !/^\s*[{["]/.test(text))
    throw new PlatformError('upstream_error', 'another answer than that it is deleted')
}
