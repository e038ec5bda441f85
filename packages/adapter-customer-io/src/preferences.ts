import { type ConsentStatement, json, textOf, textOrNull, valueAt } from '@conduit/core'

/** The one metric that is a type by itself. */
export const preferencesChanged = 'cio_subscription_preferences_changed'

/**
 * What a person allowed and withdrew: from the text that a webhook brings with “body content” on,
 * `{"topics":{"topic_1":true}}`, or from the list that the App API answers.
 *
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export function consentsOf(data: unknown): readonly ConsentStatement[] {
  const content = contentOf(valueAt(data, '/data/content'))
  return [
    ...membersOf(content, '/topics').flatMap(([topic, choice]) => stated('any', topic, choice)),
    ...membersOf(content, '/channels').flatMap(([name, choice]) =>
      stated(name, 'marketing', choice),
    ),
    ...membersOf(data, '/customer/topics').flatMap(([, topic]) =>
      stated('any', nameOf(topic), valueAt(topic, '/subscribed')),
    ),
  ]
}

/**
 * What attributes of a person say that are sent along: topics, and `unsubscribed`. That this is false
 * is no opt-in: everybody begins so.
 * @see https://docs.customer.io/journeys/custom-unsubscribe-links/
 */
export function attributeConsents(data: unknown): readonly ConsentStatement[] {
  return ['/traits', '/attributes'].flatMap(at => [
    ...(valueAt(data, `${at}/unsubscribed`) === true ? stated('any', 'marketing', false) : []),
    ...membersOf(data, `${at}/cio_subscription_preferences/topics`).flatMap(([topic, choice]) =>
      stated('any', topic, choice),
    ),
  ])
}

/** Something withdrawn outweighs what was granted; null: nothing was said. */
export function meaningOfConsents(consents: readonly ConsentStatement[]) {
  if (consents.some(({ state }) => state === 'withdrawn')) return 'consent.withdrawn'
  return consents.length > 0 ? 'consent.granted' : null
}

/** The App API's own name of a topic is the one that webhooks use. */
function nameOf(topic: unknown): string {
  return textOrNull(topic, '/identifier') ?? `topic_${textOf(valueAt(topic, '/id')) ?? ''}`
}

function stated(channel: string, purpose: string, choice: unknown): readonly ConsentStatement[] {
  if (typeof choice !== 'boolean') return []
  const state = choice ? 'granted' : 'withdrawn'
  return [{ person: '', channel: shown(channel), purpose: shown(purpose), state }]
}

/** The name of a topic or channel; one that could be anything is not shown. */
function shown(name: string): string {
  return /^[\w-]{1,64}$/.test(name) ? name : '*'
}

/** The text is another JSON; what is none says nothing. */
export function contentOf(text: unknown): unknown {
  try {
    return json().decode(Buffer.from(String(text)), { depth: 8, nodes: 10_000 })
  } catch {
    return null
  }
}

function membersOf(data: unknown, pointer: string): readonly [string, unknown][] {
  const value = valueAt(data, pointer)
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
