import {
  type ConsentDecision,
  type ConsentPropagation,
  type JsonObject,
  type JsonValue,
  type Platform,
  PlatformError,
  type Reference,
  readDocument,
  successOf,
  textAt,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall, apiChange, isId } from './api.ts'
import type { Settings } from './settings.ts'

/** What can be told in both directions, in the words of our statements. */
const purposes: Readonly<Record<string, readonly string[]>> = {
  email: ['marketing'],
  sms: ['marketing', 'transactional'],
  whatsapp: ['marketing', 'transactional'],
}

/**
 * Tells Klaviyo what people decided by its subscription jobs, for the whole account and not for one list. A
 * grant goes as an import of what was agreed before, so that nobody is asked to confirm it. Jobs are
 * answered at once and done later: until then `look` reads what held before.
 *
 * @see https://developers.klaviyo.com/en/docs/collect_email_and_sms_consent_via_api
 * @see https://developers.klaviyo.com/en/reference/bulk_subscribe_profiles
 * @see https://developers.klaviyo.com/en/reference/bulk_unsubscribe_profiles
 */
export const tell: ConsentPropagation<Settings> = {
  plan(decision, references) {
    if (channelsOf(decision).length === 0) return []
    return references.filter(isProfile)
  },

  async tell(target, decision, { settings }, platform) {
    const profile = await profileAt(target, settings, platform)
    // A job makes the profile that it does not find, so it has to be there before.
    if (profile === null) return 'not_found'
    const jobs = channelsOf(decision).flatMap(channel => jobOf(profile, channel, decision) ?? [])
    // Without an address on that channel there is nothing to write to, nor to stop.
    if (jobs.length === 0) return 'not_found'
    // Each by itself: one that is refused keeps no other from being done.
    const taken: boolean[] = []
    for (const job of jobs) taken.push(await isTaken(job, settings, platform))
    return taken.includes(true) ? 'told' : 'refused'
  },

  async look(target, decision, { settings }, platform) {
    const profile = await profileAt(target, settings, platform)
    const said = channelsOf(decision).map(channel =>
      valueAt(profile, `/data/attributes/subscriptions/${channel}/${decision.purpose}/consent`),
    )
    if (said.includes('SUBSCRIBED')) return 'granted'
    return said.includes('UNSUBSCRIBED') ? 'withdrawn' : 'unknown'
  },
}

/** Who leaves `any` channel leaves each of them; to one nobody agrees by agreeing to any. */
function channelsOf({ channel, purpose, state }: ConsentDecision): readonly string[] {
  const isEach = channel === 'any' && state === 'withdrawn'
  return Object.keys(purposes).filter(
    each => (isEach || each === channel) && purposes[each]?.includes(purpose),
  )
}

function isProfile({ object, id }: Reference): boolean {
  return object === 'profile' && isId(id)
}

async function profileAt(
  target: Reference,
  settings: Settings,
  platform: Platform,
): Promise<JsonValue> {
  if (!isProfile(target)) return null
  const path = `profiles/${target.id}?additional-fields%5Bprofile%5D=subscriptions`
  return await readDocument(platform, apiCall(settings, path))
}

/** A job for one channel; null where the profile has no address for it. */
function jobOf(profile: JsonValue, channel: string, { purpose, state, at }: ConsentDecision) {
  const name = channel === 'email' ? 'email' : 'phone_number'
  const address = textOrNull(profile, `/data/attributes/${name}`)
  if (address === null) return null
  const personWith = (consent: JsonObject) => ({
    type: 'profile',
    attributes: { [name]: address, subscriptions: { [channel]: { [purpose]: consent } } },
  })
  if (state === 'withdrawn') {
    const data = [personWith({ consent: 'UNSUBSCRIBED' })]
    return { type: 'profile-subscription-bulk-delete-job', attributes: { profiles: { data } } }
  }
  const person = personWith({ consent: 'SUBSCRIBED', consented_at: at.toISOString() })
  // Only here a job takes an id as well, and so finds the profile even if its address has changed.
  const data = [{ ...person, id: textAt(profile, '/data/id') }]
  return {
    type: 'profile-subscription-bulk-create-job',
    attributes: { custom_source: 'Conduit', historical_import: true, profiles: { data } },
  }
}

/** False: Klaviyo refuses what the job says, as for a country to which the account sends no texts. */
async function isTaken(
  job: NonNullable<ReturnType<typeof jobOf>>,
  settings: Settings,
  platform: Platform,
): Promise<boolean> {
  const call = apiChange(settings, 'POST', `${job.type}s`, job)
  const answer = await platform.request({ ...call, json: false, idempotent: true })
  if (answer.status === 400) return false
  const { status } = successOf(answer)
  if (status === 202) return true
  throw new PlatformError('upstream_error', 'the job was not taken', { status })
}
