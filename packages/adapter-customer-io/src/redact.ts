import {
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  type RedactResult,
  type RedactTask,
  successOf,
  valueAt,
} from '@conduit/core'
import { canTell, suppressCall } from './api.ts'
import { findPeople } from './find-people.ts'
import { isCioId, profileAs } from './profile.ts'
import type { Settings } from './settings.ts'

const minute = 60_000
/** As long nothing has to be done yet of what was taken. */
const patience = 60 * minute
/** Under load Customer.io drops what it has taken: then it is asked again. */
const mostAsks = 5

const retained = [
  'the id and the address, on the list of those who are taken in no more',
  'lists of bounces and complaints of the e-mail provider',
]

/**
 * A person is suppressed, by the id that is Customer.io's own: that deletes the profile, and blocks what
 * names it. To delete alone would let the next call bring them back. The answer is the same for people
 * whom nobody knows, so that the person is read before and afterwards.
 *
 * @see https://docs.customer.io/journeys/deleting-users/
 */
export const redact: PersonRedaction<Settings> = {
  async find(person, { settings }, platform) {
    const found = await findPeople(person, { settings, platform })
    const byHand = { action: 'by_hand', expected: 'manual_required', retained } as const
    const suppress = { action: 'suppress', expected: 'suppressed', retained } as const
    return [...found.keys()].map(id => ({
      target: { object: 'person', id },
      ...(canTell(settings) ? suppress : byHand),
    }))
  },

  async erase(task, { settings }, platform) {
    const { object, id } = task.target
    const isOurs = object === 'person' && isCioId(id)
    if (task.action !== 'suppress' || !isOurs || !canTell(settings))
      return { outcome: 'manual_required' }
    if ((await profileAs('cio_id', id, settings, platform)) === null)
      return { outcome: outcomeOfAbsence(task) }
    if (task.accepted === null) return await ask(task, 1, settings, platform)
    const { at, progress } = task.accepted
    if (platform.now.getTime() - at.getTime() < patience)
      return { again: later(platform, 10 * minute), waitsFor: 'platform_erases' }
    const asked = Number(valueAt(progress, '/asked'))
    if (asked < mostAsks) return await ask(task, asked + 1, settings, platform)
    return {
      outcome: 'failed_permanent',
      justification: `Customer.io still shows the person, having agreed ${mostAsks} times`,
    }
  },

  async check({ target: { object, id } }, { settings }, platform) {
    if (object !== 'person' || !isCioId(id))
      return { found: 'unverifiable', why: 'no id of Customer.io' }
    if ((await profileAs('cio_id', id, settings, platform)) === null) return { found: 'clean' }
    return { found: 'remains', why: 'Customer.io still shows the person' }
  },
}

async function ask(
  { target }: RedactTask,
  asked: number,
  settings: Settings,
  platform: Platform,
): Promise<RedactResult> {
  successOf(await platform.request(suppressCall(settings, target.id)))
  return { again: later(platform, minute), progress: { asked }, waitsFor: 'platform_erases' }
}

function later({ now }: Platform, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds)
}
