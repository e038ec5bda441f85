import klaviyo from '@conduit/adapter-klaviyo'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'

const api = 'https://a.klaviyo.com/api'
const apiKey = 'pk_invented'
const type = 'application/vnd.api+json'
const headers = {
  authorization: `Klaviyo-API-Key ${apiKey}`,
  revision: '2026-07-15',
  accept: type,
}
const registered = { webhooks: [{ name: 'all', id: 'WH1' }] }
const signingSecret = 'a-secret-from-before'
const known = { apiKey, signingSecret, webhookId: 'WH1' }
const at = new Date('2026-11-12T10:00:00Z')
const nextDay = new Date('2026-11-13T10:00:00Z')

const topicsOf = (...ids: readonly unknown[]): FakeCall => ({
  request: { url: `${api}/webhook-topics`, headers },
  response: {
    status: 200,
    body: JSON.stringify({ data: ids.map(id => ({ type: 'webhook-topic', id })) }),
  },
})
const creating = (status = 201, id = 'WH2'): FakeCall => ({
  request: {
    method: 'POST',
    url: `${api}/webhooks`,
    headers: { ...headers, 'content-type': type },
  },
  response: { status, body: JSON.stringify(status < 300 ? { data: { type: 'webhook', id } } : {}) },
})
const looking = (status: number, enabled = true): FakeCall => ({
  request: { url: `${api}/webhooks/WH1`, headers },
  response: { status, body: JSON.stringify({ data: { id: 'WH1', attributes: { enabled } } }) },
})
const moving = (status = 200): FakeCall => ({
  request: {
    method: 'PATCH',
    url: `${api}/webhooks/WH1`,
    headers: { ...headers, 'content-type': type },
  },
  response: { status, headers: status === 429 ? { 'retry-after': '1' } : {}, body: '{}' },
})
const deleting = (status: number): FakeCall => ({
  request: { method: 'DELETE', url: `${api}/webhooks/WH1`, headers },
  response: { status },
})
const consent = topicsOf('event:klaviyo.subscribed_to_list')

test('connecting registers a webhook for what tells of people, with a secret of ours', async t => {
  const wanted = [
    'event:klaviyo.unsubscribed_from_email_marketing',
    'event:klaviyo.merged_profile',
    'event:klaviyo.received_sms',
    'event:shop.placed_order',
  ]
  const others = ['event:klaviyo.opened_email', 'event:klaviyo.ready_to_review', 7]
  const script = [topicsOf(...others, ...wanted), creating()]
  const played = await playSetup(klaviyo, 'connect', { settings: { apiKey }, at }, script)
  t.strictSame([played.unexpected, played.unused], [[], []])
  t.strictSame(played.saved, [{ webhooks: [{ name: 'all', id: 'WH2' }] }])
  const { data } = JSON.parse(played.calls[1]?.body ?? '')
  const { endpoint_url, secret_key } = data.attributes
  t.match(endpoint_url, /^https:\/\/.*\/klaviyo\/event\?token=t1$/)
  t.match(secret_key, /^[0-9a-f]{64}$/)
  t.strictSame(
    data.relationships['webhook-topics'].data,
    wanted.map(id => ({ type: 'webhook-topic', id })),
  )
  t.match(played.report, {
    outcome: 'ok',
    settings: { signingSecret: secret_key, webhookId: 'WH2' },
    renewAt: nextDay,
  })
})

test('connecting again moves the webhook, its id and secret stay', async t => {
  const before = { settings: known, state: registered }
  const { report, saved, calls, unexpected } = await playSetup(klaviyo, 'connect', before, [
    moving(),
  ])
  t.strictSame(unexpected, [])
  t.strictSame(saved.at(-1), registered)
  t.match(report, { outcome: 'ok', settings: { signingSecret, webhookId: 'WH1' } })
  const { data } = JSON.parse(calls[0]?.body ?? '')
  t.match(data, { id: 'WH1', attributes: { enabled: true, secret_key: signingSecret } })
  t.match(data.attributes.endpoint_url, /token=t1$/)
})

test('a secret that was never learned is chosen anew', async t => {
  const before = { settings: { apiKey }, state: registered }
  const { report, calls } = await playSetup(klaviyo, 'connect', before, [moving()])
  const { secret_key } = JSON.parse(calls[0]?.body ?? '').data.attributes
  t.match(secret_key, /^[0-9a-f]{64}$/)
  t.match(report.settings, { signingSecret: secret_key, webhookId: 'WH1' })
})

test('it is looked at daily, and switched on again', async t => {
  const before = { settings: known, state: registered, at }
  const alive = await playSetup(klaviyo, 'renew', before, [looking(200)])
  t.strictSame([alive.unexpected, alive.saved], [[], []])
  t.match(alive.report, { outcome: 'ok', renewAt: nextDay })
  const off = await playSetup(klaviyo, 'renew', before, [looking(200, false), moving()])
  t.strictSame([off.unexpected, off.unused], [[], []])
  t.match(off.report, { outcome: 'ok', settings: { webhookId: 'WH1' }, renewAt: nextDay })
})

test('one that is gone is replaced, and keeps its secret', async t => {
  const before = { settings: known, state: registered }
  const script = [looking(404), moving(404), consent, creating(), deleting(404)]
  const { report, saved, calls, unexpected } = await playSetup(klaviyo, 'renew', before, script)
  t.strictSame(unexpected, [])
  t.match(report, { outcome: 'ok', settings: { signingSecret, webhookId: 'WH2' } })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'all', id: 'WH2' }] })
  t.match(calls[3]?.body, signingSecret)
})

test('too many calls: it is tried again when Klaviyo says', async t => {
  const before = { settings: known, state: registered }
  const { report, saved } = await playSetup(klaviyo, 'connect', before, [moving(429)])
  t.match(report, { outcome: 'rate_limited', retryAfterSeconds: 1, settings: {} })
  t.strictSame(saved, [])
})

test('what a person set up, or flows alone: nothing is called', async t => {
  const flow = { flowSecretHeader: 'X-Flow-Secret', flowSecret: 'c7b1e0a94d2f4e63b58a7d90' }
  for (const settings of [known, { apiKey, webhookId: 'WH1' }, { apiKey, ...flow }, {}]) {
    const { report, calls } = await playSetup(klaviyo, 'connect', { settings }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a key that may not register is told', async t => {
  for (const status of [401, 403]) {
    const script = [consent, creating(status)]
    const played = await playSetup(klaviyo, 'connect', { settings: { apiKey } }, script)
    t.match(played.report, { outcome: 'auth_failed', settings: {} })
    t.strictSame(played.saved, [])
  }
})

test('healthy is a webhook that is there and enabled', async t => {
  const check = async (...answer: Parameters<typeof looking>) => {
    const before = { settings: known, state: registered }
    return (await playSetup(klaviyo, 'check', before, [looking(...answer)])).report.healthy
  }
  t.equal(await check(200), true)
  t.equal(await check(200, false), false)
  t.equal(await check(404), false)
})

test('disconnecting takes it away; that it is gone already is no fault', async t => {
  for (const status of [204, 404]) {
    const before = { settings: known, state: registered }
    const { report, saved } = await playSetup(klaviyo, 'disconnect', before, [deleting(status)])
    t.equal(report.outcome, 'ok')
    t.strictSame(saved.at(-1), { webhooks: [] })
  }
})
