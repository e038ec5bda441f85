import {
  type ConsentStatement,
  isoTime,
  marketingConsent,
  type PlatformEvent,
  textOf,
  valueAt,
} from '@conduit/core'

/** The documentation has two names for each of these topics; the one without a channel is of SMS. */
const topicForm =
  /^customers(?:_([a-z_]{1,30}))?_marketing_consent\/update$|^customers\/(?:([a-z_]{1,30})_)?marketing_consent_update$/

/**
 * The channel of a topic that tells a choice about marketing; null: it is another topic.
 * @param topic `X-Shopify-Topic`
 * @example channelOf('customers_whats_app_marketing_consent/update') // 'whats_app'
 */
export function channelOf(topic: string): string | null {
  const match = topicForm.exec(topic)
  return match === null ? null : (match[1] ?? match[2] ?? 'sms')
}

/** What a choice means; in `pending`, `not_subscribed`, `invalid` and `redacted` nothing was chosen. */
export function choiceIn(consent: unknown): PlatformEvent['meaning'] {
  const state = lowerCase(valueAt(consent, '/state'))
  if (state === 'subscribed') return 'consent.granted'
  return state === 'unsubscribed' ? 'consent.withdrawn' : 'processing'
}

/** A choice for one channel, with the time and the strength that Shopify knows of it. */
export function consentsIn(consent: unknown, channel: string): readonly ConsentStatement[] {
  const at = timeOf(consent)
  const level = lowerCase(valueAt(consent, '/opt_in_level'))
  const isLevel = level === 'single_opt_in' || level === 'confirmed_opt_in'
  return marketingConsent(choiceIn(consent), channel).map(statement => ({
    ...statement,
    ...(at !== null && { at }),
    ...(isLevel && { givenThrough: level }),
  }))
}

/**
 * Choices that stand in a customer, as versions before 2025-01 send it, alone or in an order. They are
 * told again with every change: one without a time of its own would seem to be of today.
 */
export function consentsOfCustomer(payload: unknown): readonly ConsentStatement[] {
  return ['', '/customer'].flatMap(at => {
    const customer = valueAt(payload, at)
    if (typeof customer !== 'object' || customer === null) return []
    // Whose id is left away may be nobody here.
    if (textOf(valueAt(customer, '/id')) === null) return []
    const names = Object.keys(customer).filter(name => name.endsWith(ofChannel))
    return names.flatMap(name => {
      const channel = name.slice(0, -ofChannel.length)
      const consent = valueAt(customer, `/${name}`)
      const isDated = /^[a-z_]{1,30}$/.test(channel) && timeOf(consent) !== null
      return isDated ? consentsIn(consent, channel) : []
    })
  })
}

/** Behind the channel, in names of members. */
const ofChannel = '_marketing_consent'

/** WhatsApp’s has another name. */
function timeOf(consent: unknown): Date | null {
  const time = valueAt(consent, '/consent_updated_at') ?? valueAt(consent, '/updated_at')
  return isoTime(time)
}

function lowerCase(value: unknown): string {
  return textOf(value)?.toLowerCase() ?? ''
}
