import stripe from '@conduit/adapter-stripe'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'

const endpoints = 'https://api.stripe.com/v1/webhook_endpoints'
const apiKey = 'rk_test_invented_key'
const headers = { authorization: `Bearer ${apiKey}`, 'stripe-version': '2026-10-28.endive' }
const registered = { webhooks: [{ name: 'all', id: 'we_1' }] }

const creating: FakeCall = {
  request: { method: 'POST', url: endpoints, headers },
  response: { status: 200, body: '{"id":"we_2","secret":"whsec_invented_secret"}' },
}
const looking = (status: number, body = '{}'): FakeCall => ({
  request: { url: `${endpoints}/we_1`, headers },
  response: { status, body },
})
const deleting = (status: number): FakeCall => ({
  request: { method: 'DELETE', url: `${endpoints}/we_1`, headers },
  response: { status, body: '{}' },
})

test('connecting registers an endpoint and learns its secret', async t => {
  const { report, saved, calls, unexpected } = await playSetup(
    stripe,
    'connect',
    { settings: { apiKey } },
    [creating],
  )
  t.strictSame(unexpected, [])
  t.match(report, { outcome: 'ok', settings: { signingSecret: 'whsec_invented_secret' } })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'all', id: 'we_2' }] })
  const form = new URLSearchParams(calls[0]?.body)
  t.match(form.get('url'), /^https:\/\/.*\/stripe\/event\?token=t1$/)
  t.equal(form.get('api_version'), '2026-10-28.endive')
  t.ok(form.getAll('enabled_events[]').includes('customer.deleted'))
  t.notOk(form.getAll('enabled_events[]').includes('*'))
})

test('connecting again replaces the endpoint, the new one first', async t => {
  const settings = { apiKey, signingSecret: 'whsec_secret_from_before' }
  const { report, calls, unexpected } = await playSetup(
    stripe,
    'connect',
    { settings, state: registered },
    [creating, deleting(200)],
  )
  t.strictSame(unexpected, [])
  t.strictSame(
    calls.map(({ method }) => method),
    ['POST', 'DELETE'],
  )
  t.match(report, { outcome: 'ok', settings: { signingSecret: 'whsec_invented_secret' } })
})

test('a secret that a person brought, or no key: nothing is called', async t => {
  const byHand = { apiKey, signingSecret: 'whsec_secret_by_hand' }
  for (const settings of [byHand, {}]) {
    const { report, calls } = await playSetup(stripe, 'connect', { settings }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a key that may not register is told', async t => {
  const refusing = { ...creating, response: { status: 403, body: '{}' } }
  const { report } = await playSetup(stripe, 'connect', { settings: { apiKey } }, [refusing])
  t.match(report, { outcome: 'auth_failed', settings: {} })
})

test('healthy is an endpoint that is there and enabled', async t => {
  const check = async (status: number, body?: string) => {
    const before = { settings: { apiKey }, state: registered }
    return (await playSetup(stripe, 'check', before, [looking(status, body)])).report.healthy
  }
  t.equal(await check(200, '{"status":"enabled"}'), true)
  t.equal(await check(200, '{"status":"disabled"}'), false)
  t.equal(await check(404), false)
})

test('disconnecting takes it away; that it is gone already is no fault', async t => {
  for (const status of [200, 404]) {
    const before = { settings: { apiKey }, state: registered }
    const { report, saved } = await playSetup(stripe, 'disconnect', before, [deleting(status)])
    t.equal(report.outcome, 'ok')
    t.strictSame(saved.at(-1), { webhooks: [] })
  }
})
