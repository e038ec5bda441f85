import surveyMonkey from '@conduit/adapter-survey-monkey'
import samples from '@conduit/adapter-survey-monkey/samples'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-10-10T12:00:05.000Z')
export const settings = {
  clientId: 'kQ3xN8b2T-yV0s7Lr1fHcg',
  signingSecret: '238472910034857612947103958271649302175',
  anonymousAnswersIdentify: false,
  accessUrl: 'https://api.surveymonkey.com',
}

/** A notification as SurveyMonkey writes it. */
export const notification = (changes: object = {}) => ({
  name: 'Customer feedback',
  filter_type: 'survey',
  filter_id: '3',
  event_type: 'response_completed',
  event_id: '9001',
  object_type: 'response',
  object_id: '7',
  event_datetime: '2026-10-10T12:00:01.182613+00:00',
  resources: { respondent_id: '7', recipient_id: '0', collector_id: '5', survey_id: '3' },
  ...changes,
})

/** A request with this body; headers are right unless told otherwise, null takes one away. */
export function requestOf(
  body: string | Buffer,
  changes: Readonly<Record<string, string | null>> = {},
  method = 'POST',
) {
  const bytes = Buffer.from(body)
  const signed = samples.sign({ method: 'POST', url: '', headers: {}, body: bytes }, settings, now)
  const type = 'application/vnd.surveymonkey.response.v1+json; charset=utf-8'
  const entries = Object.entries({ 'content-type': type, ...signed, ...changes })
  const headers = new Map(entries.filter(([, value]) => value !== null))
  return {
    method,
    url: '',
    receivedAt: now,
    bytes,
    digest: '',
    header: (name: string) => headers.get(name) ?? undefined,
    query: () => undefined,
  }
}

/** One integration: delivers notifications, then reads what they name at a scripted platform. */
export function openBench(changes: JsonObject = { accessToken: 'sm-token' }) {
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const store = memoryStore([{ adapter: 'survey-monkey', settings: { ...settings, ...changes } }])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(surveyMonkey, { store, keyring, clock: () => now })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (changes: object = {}) =>
      receive(receiver, integration, requestOf(JSON.stringify(notification(changes)))),
    async read(script: readonly FakeCall[]) {
      const platform = await fakePlatform(script)
      const report = await runRead({ receiver, integration, transport: platform.transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.href}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
