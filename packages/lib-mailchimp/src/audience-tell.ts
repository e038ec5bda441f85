import {
  type ConsentFound,
  type ConsentPropagation,
  jsonCall,
  type Platform,
  readDocument,
  successOf,
  textOrNull,
} from '@conduit/core'
import { audienceApi, contactsOf, memberCall } from './audience-api.ts'
import type { AudienceSettings } from './audience-settings.ts'

/** What the state of a contact means; those that are missing, such as `pending`, have not decided. */
const meant: ReadonlyMap<string, ConsentFound> = new Map([
  ['subscribed', 'granted'],
  ['unsubscribed', 'withdrawn'],
  // To whom nothing is sent either.
  ['cleaned', 'withdrawn'],
  ['archived', 'withdrawn'],
])

/** Why nobody can be brought back: they have left by themselves, bounced, or were deleted for good. */
const barred = /^(member in compliance state|forgotten email not subscribed)$/i

/**
 * Subscribes a contact to an audience, or unsubscribes it. No confirmation is asked of them, and nobody is
 * added to an audience who is not in it.
 *
 * @see https://mailchimp.com/developer/marketing/api/list-members/update-list-member/
 */
export const audienceTell: ConsentPropagation<AudienceSettings> = {
  plan({ channel, purpose }, references) {
    return channel === 'email' && audienceOf(purpose) !== null ? contactsOf(references) : []
  },

  async tell({ id }, { purpose, state, at }, { settings }, platform) {
    const list = audienceOf(purpose)
    if (list === null) return 'refused'
    const status = await statusOf(list, id, settings, platform)
    if (status === null) return 'not_found'
    if (meant.get(status) === state) return 'told'
    // Somebody has taken them out: to come back they have to be added.
    if (status === 'archived') return 'refused'
    const told =
      state === 'granted'
        ? { status: 'subscribed', timestamp_opt: at.toISOString() }
        : { status: 'unsubscribed' }
    // Fields that the audience wants of everybody are nothing of this decision.
    const call = memberCall(settings, list, id, '?skip_merge_validation=true')
    const sent = { ...jsonCall(call, 'PATCH', told), idempotent: true }
    const answer = await audienceApi(platform).request(sent)
    if (answer.status === 404) return 'not_found'
    if (barred.test(textOrNull(answer.json, '/title') ?? '')) return 'refused'
    successOf(answer)
    return 'told'
  },

  async look({ id }, { purpose }, { settings }, platform) {
    const list = audienceOf(purpose)
    const status = list === null ? null : await statusOf(list, id, settings, platform)
    return meant.get(status ?? '') ?? 'unknown'
  },
}

/** The audience that a statement of consent names. */
function audienceOf(purpose: string): string | null {
  return /^audience (\w{1,40})$/.exec(purpose)?.[1] ?? null
}

/** Null: nobody of this address is in the audience. */
async function statusOf(
  list: string,
  address: string,
  settings: AudienceSettings,
  platform: Platform,
): Promise<string | null> {
  const call = memberCall(settings, list, address, '?fields=status')
  return textOrNull(await readDocument(audienceApi(platform), call), '/status')
}
