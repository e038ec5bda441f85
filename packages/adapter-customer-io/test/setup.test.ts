import customerIo from '@conduit/adapter-customer-io'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'

const api = 'https://api.customer.io/v1/reporting_webhooks'
const settings = { appApiKey: 'invented-app-api-key', region: 'us' }
const signingSecret = 'invented-signing-key'
const headers = { authorization: 'Bearer invented-app-api-key' }
const registered = { webhooks: [{ name: 'all', id: '4' }] }
const endpoint = (token: string) =>
  `https://hooks.example.com/api/v1/integrations/customer-io/event?token=${token}`

/** As a person left it: with more events than ours, and with bodies. */
const changed = {
  name: 'Conduit (do not touch)',
  events: ['email_sent', 'email_opened'],
  full_resolution: true,
  with_content: true,
}
const creating = (status = 200, host = api): FakeCall => ({
  request: {
    method: 'POST',
    url: host,
    headers: { ...headers, 'content-type': 'application/json' },
    bodyMatch: { endpoint: endpoint('t1'), with_content: false, full_resolution: false },
  },
  response: { status, body: status < 300 ? '{"id":5,"type":"webhook"}' : '{}' },
})
const looking = (status: number, webhook: object = changed): FakeCall => ({
  request: { url: `${api}/4`, headers },
  response: { status, body: JSON.stringify({ id: 4, type: 'webhook', ...webhook }) },
})
const moving = (status = 200): FakeCall => ({
  request: {
    method: 'PUT',
    url: `${api}/4`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: changed.name,
      endpoint: endpoint('t1'),
      events: changed.events,
      full_resolution: true,
      with_content: true,
      disabled: false,
    }),
  },
  response: { status, headers: status < 500 ? {} : { 'retry-after': '5' }, body: '{}' },
})
const deleting = (status: number): FakeCall => ({
  request: { method: 'DELETE', url: `${api}/4`, headers },
  response: { status },
})

test('connecting registers a webhook, and leaves the key to a person', async t => {
  const played = await playSetup(customerIo, 'connect', { settings }, [creating()])
  t.strictSame(played.unexpected, [])
  t.match(played.report, { outcome: 'ok', settings: { signingSecret: null }, renewAt: null })
  t.strictSame(played.saved, [{ webhooks: [{ name: 'all', id: '5' }] }])
  const { events } = JSON.parse(played.calls[0]?.body ?? '')
  // So it is called where one subscribes, though the metric has another name.
  t.ok(events.includes('customer_subscription_preferences_changed'))
  t.ok(events.includes('email_unsubscribed'))
})

test('a key that was brought changes nothing at the platform', async t => {
  const before = { settings: { ...settings, signingSecret }, state: registered }
  const played = await playSetup(customerIo, 'renew', before, [looking(200)])
  t.strictSame([played.unexpected, played.saved], [[], []])
  t.match(played.report, { outcome: 'ok', settings: {} })
})

test('connecting again moves the webhook with what a person changed: its key stays', async t => {
  const before = { settings: { ...settings, signingSecret }, state: registered }
  const played = await playSetup(customerIo, 'connect', before, [looking(200), moving()])
  t.strictSame([played.unexpected, played.unused], [[], []])
  t.strictSame(played.saved.at(-1), registered)
  t.match(played.report, { outcome: 'ok', settings: {} })
  t.notOk('signingSecret' in played.report.settings)
})

test('renewing switches on again what a person switched off', async t => {
  const before = { settings: { ...settings, signingSecret }, state: registered }
  const off = looking(200, { ...changed, disabled: true })
  const played = await playSetup(customerIo, 'renew', before, [off, off, moving()])
  t.strictSame([played.unexpected, played.unused], [[], []])
  t.strictSame(played.saved.at(-1), registered)
})

test('one that is gone is replaced, and its key is forgotten', async t => {
  const before = { settings: { ...settings, signingSecret }, state: registered }
  const script = [looking(404), creating(), deleting(404)]
  const { report, saved, unexpected } = await playSetup(customerIo, 'connect', before, script)
  t.strictSame(unexpected, [])
  t.match(report, { outcome: 'ok', settings: { signingSecret: null } })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'all', id: '5' }] })
})

test('a failure half way leaves the webhook, its id and its key', async t => {
  const before = { settings: { ...settings, signingSecret }, state: registered }
  const fault = moving(500)
  const played = await playSetup(customerIo, 'connect', before, [looking(200), fault])
  t.match(played.report, { outcome: 'upstream_error', settings: {} })
  t.strictSame(played.saved, [])
  t.notOk(played.calls.some(({ method }) => method === 'POST' || method === 'DELETE'))
})

test('a workspace in the EU is registered there', async t => {
  const eu = { settings: { ...settings, region: 'eu' } }
  const there = creating(200, api.replace('api.', 'api-eu.'))
  const { unexpected } = await playSetup(customerIo, 'connect', eu, [there])
  t.strictSame(unexpected, [])
})

test('a key of a webhook that a person made, or no API key: nothing is called', async t => {
  for (const own of [{ ...settings, signingSecret }, { region: 'us' }]) {
    const { report, calls } = await playSetup(customerIo, 'connect', { settings: own }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a key that may not register is told', async t => {
  for (const status of [401, 403]) {
    const { report, saved } = await playSetup(customerIo, 'connect', { settings }, [
      creating(status),
    ])
    t.match(report, { outcome: 'auth_failed', settings: {} })
    t.strictSame(saved, [])
  }
})

test('healthy is a webhook that is there and not disabled', async t => {
  const check = async (status: number, webhook?: object) => {
    const before = { settings, state: registered }
    return (await playSetup(customerIo, 'check', before, [looking(status, webhook)])).report.healthy
  }
  t.equal(await check(200), true)
  t.equal(await check(200, { disabled: true }), false)
  t.equal(await check(404), false)
})

test('disconnecting takes it away; that it is gone already is no fault', async t => {
  for (const status of [200, 404]) {
    const before = { settings: { ...settings, signingSecret }, state: registered }
    const { report, saved } = await playSetup(customerIo, 'disconnect', before, [deleting(status)])
    t.equal(report.outcome, 'ok')
    t.strictSame(saved.at(-1), { webhooks: [] })
  }
})
