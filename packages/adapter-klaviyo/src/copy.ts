import { type PersonExport, type Platform, readAllowed, readDocument } from '@conduit/core'
import { apiCall } from './api.ts'
import { filter, findProfiles, isProfile, pages } from './find-objects.ts'
import type { Settings } from './settings.ts'

/** What hangs on a profile, and where it is listed. */
const ofProfile: readonly (readonly [object: string, path: (id: string) => string])[] = [
  ['lists', id => `profiles/${id}/lists`],
  ['segments', id => `profiles/${id}/segments`],
  ['push-tokens', id => `profiles/${id}/push-tokens`],
  ['conversations', id => `profiles/${id}/conversations`],
  // What an event is called stands with its metric.
  ['events', id => `events?${filter('profile_id', [id])}&include=metric&page%5Bsize%5D=200`],
  ['coupon-codes', id => `coupon-codes?${filter('profile.id', [id])}&page%5Bsize%5D=100`],
]

/** What a profile does not show unless it is asked for: consents, and what is guessed of the person. */
const additional = 'additional-fields%5Bprofile%5D=subscriptions,predictive_analytics'

/** A profile with all that hangs on it. */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    return await findProfiles(person, settings, platform)
  },

  async *read(target, { settings }, platform) {
    if (!isProfile(target)) return
    const { object, id } = target
    const content = await readDocument(platform, apiCall(settings, `profiles/${id}?${additional}`))
    if (content === null) return
    yield { object, content }
    yield* readAllowed(ofProfile.map(([list, path]) => listed(list, path(id), settings, platform)))
  },
}

async function* listed(object: string, path: string, settings: Settings, platform: Platform) {
  for await (const content of pages(path, settings, platform)) yield { object, content }
}
