import { randomBytes } from 'node:crypto'
import { registerWebhooks, restWebhook, sendJson, textAt, valueAt } from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/** A webhook is for one type of event; this one is about surveys that no webhook can name yet. */
const created = 'survey_created'
const names = [
  'response_completed',
  'response_disqualified',
  'response_overquota',
  'response_deleted',
  'survey_deleted',
  created,
]

/**
 * Registers a webhook for each type of event. No two may have the same address, hence the name in
 * it. While one is made SurveyMonkey calls the address with HEAD.
 * @see https://api.surveymonkey.com/v3/docs#webhooks
 */
export const setup = registerWebhooks<Settings>({
  isByHand: ({ surveyIds }) => surveyIds === undefined,
  names: ({ surveyIds }) => (surveyIds === undefined ? [] : names),
  async create(url, { settings, platform, name }) {
    const authorization = settings.authorization ?? `Bearer ${randomBytes(32).toString('hex')}`
    const subscription_url = new URL(url)
    subscription_url.searchParams.set('h', name)
    const webhook = {
      name: `Conduit: ${name}`,
      event_type: name,
      ...(name !== created && { object_type: 'survey', object_ids: settings.surveyIds }),
      subscription_url,
      authorization,
    }
    const made = await sendJson(platform, 'POST', apiCall(settings, 'webhooks'), webhook)
    return { id: textAt(made, '/id'), settings: { authorization } }
  },
  ...restWebhook(
    (id, { settings }) => apiCall(settings, `webhooks/${encodeURIComponent(id)}`),
    (webhook, { name, settings }) =>
      name === created || isFor(valueAt(webhook, '/object_ids'), settings.surveyIds),
  ),
})

/** One for other surveys than those of the settings is replaced. */
function isFor(ids: unknown, wanted: readonly string[] = []): boolean {
  const found = new Set(Array.isArray(ids) ? ids.map(String) : [])
  return found.size === new Set(wanted).size && wanted.every(id => found.has(id))
}
