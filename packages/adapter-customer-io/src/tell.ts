import {
  type ConsentDecision,
  type ConsentFound,
  type ConsentPropagation,
  type Platform,
  readDocument,
  successOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { apiCall, canTell, identifyCall } from './api.ts'
import { contentOf } from './preferences.ts'
import { peopleOf, profileOf } from './profile.ts'
import type { Settings } from './settings.ts'
import { channels } from './tables.ts'

/** A choice as it stands among a person's preferences, and where the workspace lists it. */
interface Choice {
  readonly kind: 'topics' | 'channels'
  readonly name: string
}

const preferences = 'cio_subscription_preferences'

/**
 * Sets `unsubscribed` of a person, or one topic or channel among their preferences; the rest stays as
 * it is. Telling is taken at once, and done a little later.
 *
 * @see https://docs.customer.io/journeys/manage-subscription-preferences
 */
export const tell: ConsentPropagation<Settings> = {
  plan(decision, references, { settings }) {
    const isKnown = isOfAll(decision) || choiceOf(decision) !== null
    return isKnown && canTell(settings) ? peopleOf(references) : []
  },

  async tell({ id }, decision, { settings }, platform) {
    const profile = await profileOf(id, settings, platform)
    if (profile === null) return 'not_found'
    // What is said now may be older than what was told last: it is told in any case.
    const { cioId, document } = profile
    const isGranted = decision.state === 'granted'
    const choice = choiceOf(decision)
    if (choice === null) {
      return await set(cioId, { unsubscribed: !isGranted }, settings, platform)
    }
    // Who left on all channels is brought back by no single one.
    if (isGranted && isUnsubscribed(document)) return 'refused'
    if (!(await isOffered(choice, settings, platform))) return 'refused'
    const attribute = `${preferences}.${choice.kind}.${choice.name}`
    return await set(cioId, { [attribute]: isGranted }, settings, platform)
  },

  async look({ id }, decision, { settings }, platform) {
    const profile = await profileOf(id, settings, platform)
    if (profile === null) return 'unknown'
    const choice = choiceOf(decision)
    if (isUnsubscribed(profile.document)) return 'withdrawn'
    return choice === null ? 'granted' : found(setAt(profile.document, choice))
  },
}

async function set(
  cioId: string,
  attributes: object,
  settings: Settings,
  platform: Platform,
): Promise<'told'> {
  successOf(await platform.request(identifyCall(settings, cioId, attributes)))
  return 'told'
}

function isOfAll({ channel, purpose }: Pick<ConsentDecision, 'channel' | 'purpose'>): boolean {
  return channel === 'any' && purpose === 'marketing'
}

/** Null: all that is sent, or what no preference says. */
function choiceOf({
  channel,
  purpose,
}: Pick<ConsentDecision, 'channel' | 'purpose'>): Choice | null {
  if (channel === 'any' && /^topic_\d{1,9}$/.test(purpose)) return { kind: 'topics', name: purpose }
  const isChannel = purpose === 'marketing' && channels.includes(channel)
  return isChannel ? { kind: 'channels', name: channel } : null
}

/** What a workspace does not offer would be set, and change nothing. */
async function isOffered(
  { kind, name }: Choice,
  settings: Settings,
  platform: Platform,
): Promise<boolean> {
  const offered = await readDocument(platform, apiCall(settings, `subscription_${kind}`))
  const items = valueAt(offered, `/${kind}`)
  const names = (Array.isArray(items) ? items : []).map(item =>
    // An SMS goes out through the channel `twilio`.
    textOrNull(item, kind === 'topics' ? '/identifier' : '/type')?.replace(/^twilio$/, 'sms'),
  )
  return names.includes(name)
}

/** A person's own choice; undefined: the workspace's default holds. */
function setAt(document: unknown, { kind, name }: Choice): unknown {
  const text = valueAt(document, `/customer/attributes/${preferences}`)
  return valueAt(contentOf(text), `/${kind}/${name}`)
}

function isUnsubscribed(document: unknown): boolean {
  return valueAt(document, '/customer/unsubscribed') === true
}

function found(choice: unknown): ConsentFound {
  if (typeof choice !== 'boolean') return 'unknown'
  return choice ? 'granted' : 'withdrawn'
}
