import woocommerce from '@conduit/adapter-woocommerce'
import { missingSettings, settingsFaults } from '@conduit/core/host'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'
import { ping, requestOf, signingSecret } from './request.ts'

const shopUrl = 'https://shop.example.com/store'
const webhooks = `${shopUrl}/wp-json/wc/v3/webhooks`
const consumerKey = 'ck_invented_key'
const consumerSecret = 'cs_invented_secret'
const settings = { shopUrl, consumerKey, consumerSecret }
const headers = {
  authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`,
}
const topics = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
]
/** As state keeps them: the first of them are 1 to 7, of the next connecting 11 to 17. */
const registered = (first = 1) =>
  topics.map((name, index) => ({ name, id: `${webhooks} ${first + index}` }))

const creating = (topic: string, id: number, status = 201): FakeCall => ({
  request: {
    method: 'POST',
    url: webhooks,
    headers: { ...headers, 'content-type': 'application/json' },
    bodyMatch: { topic, status: 'active', name: `Conduit ${topic}` },
  },
  response: { status, body: JSON.stringify({ id, topic, status: 'active' }) },
})
const creatingAll = (first: number) => topics.map((topic, index) => creating(topic, first + index))
const looking = (id: number, body: object = { status: 'active' }, status = 200): FakeCall => ({
  request: { url: `${webhooks}/${id}`, headers },
  response: { status, body: JSON.stringify(body) },
})
const deleting = (id: number, status = 200): FakeCall => ({
  request: { method: 'DELETE', url: `${webhooks}/${id}?force=true`, headers },
  response: { status, body: '{}' },
})
const numbers = (first: number) => topics.map((_topic, index) => first + index)

test('connecting makes one webhook for each topic, all with one secret of ours', async t => {
  const { report, saved, calls, unexpected, unused } = await playSetup(
    woocommerce,
    'connect',
    { settings },
    creatingAll(11),
  )
  t.strictSame([unexpected, unused], [[], []])
  const bodies = calls.map(({ body }) => JSON.parse(body))
  const learned = String(report.settings.signingSecret)
  t.match(learned, /^[0-9a-z]{64}$/)
  for (const { secret, delivery_url: url } of bodies) {
    t.equal(secret, learned)
    t.match(url, /^https:\/\/.*\/woocommerce\/event\?/)
  }
  t.match(report, { outcome: 'ok', renewAt: new Date('2026-11-12T11:00:00Z') })
  t.strictSame(saved.at(-1), { webhooks: registered(11) })
  const again = await playSetup(woocommerce, 'connect', { settings }, creatingAll(11))
  t.not(again.report.settings.signingSecret, learned)
})

test('connecting again replaces all, and keeps the secret', async t => {
  const { report, calls, unexpected } = await playSetup(
    woocommerce,
    'connect',
    { settings: { ...settings, signingSecret }, state: { webhooks: registered() } },
    [...creatingAll(11), ...numbers(1).map(id => deleting(id))],
  )
  t.strictSame(unexpected, [])
  t.match(report, { outcome: 'ok', settings: { signingSecret } })
  t.equal(JSON.parse(calls[6]?.body ?? '').secret, signingSecret)
  t.ok(calls.slice(7).every(({ method }) => method === 'DELETE'))
})

test('what the shop switched off or lost is made anew', async t => {
  const gone = { code: 'woocommerce_rest_shop_webhook_invalid_id', data: { status: 400 } }
  const { saved, unexpected, unused } = await playSetup(
    woocommerce,
    'renew',
    { settings: { ...settings, signingSecret }, state: { webhooks: registered() } },
    [
      looking(1, { status: 'disabled' }),
      looking(2, gone, 400),
      ...numbers(3).flatMap(id => (id < 8 ? [looking(id)] : [])),
      creating('customer.created', 11),
      creating('customer.updated', 12),
      deleting(1),
      deleting(2, 404),
    ],
  )
  t.strictSame([unexpected, unused], [[], []])
  t.strictSame(saved.at(-1), {
    webhooks: [...registered().slice(2), ...registered(11).slice(0, 2)],
  })
})

test('checking tells switched off from an answer that tells nothing', async t => {
  const before = { settings: { ...settings, signingSecret }, state: { webhooks: registered() } }
  const check = async (first: FakeCall) => {
    const rest = numbers(2).map(id => looking(id))
    return (await playSetup(woocommerce, 'check', before, [first, ...rest])).report
  }
  t.match(await check(looking(1)), { healthy: true })
  t.match(await check(looking(1, { status: 'paused' })), { healthy: false })
  t.match(await check(looking(1, { code: 'rest_no_route' }, 404)), { outcome: 'upstream_error' })
})

test('the same number in another shop is not touched', async t => {
  const elsewhere = { ...settings, shopUrl: 'https://other.example.com', signingSecret }
  const { unexpected, unused, calls } = await playSetup(
    woocommerce,
    'disconnect',
    { settings: elsewhere, state: { webhooks: registered() } },
    [],
  )
  t.strictSame([unexpected, unused, calls], [[], [], []])
})

test('disconnecting takes all away; that one is gone already is no fault', async t => {
  const { report, saved, unexpected, unused } = await playSetup(
    woocommerce,
    'disconnect',
    { settings: { ...settings, signingSecret }, state: { webhooks: registered() } },
    numbers(1).map(id => deleting(id, id === 3 ? 404 : 200)),
  )
  t.strictSame([unexpected, unused], [[], []])
  t.equal(report.outcome, 'ok')
  t.strictSame(saved.at(-1), { webhooks: [] })
})

test('a failure half way is told, and what was made is known', async t => {
  const { report, saved } = await playSetup(woocommerce, 'connect', { settings }, [
    creating('customer.created', 11),
    creating('customer.updated', 12, 403),
  ])
  t.match(report, { outcome: 'auth_failed', settings: {} })
  t.strictSame(saved.at(-1), { webhooks: registered(11).slice(0, 1) })
})

test('a key that is refused is told', async t => {
  const { report } = await playSetup(woocommerce, 'connect', { settings }, [
    creating('customer.created', 11, 401),
  ])
  t.equal(report.outcome, 'auth_failed')
})

test('a secret that a person brought, or no whole key: nothing is called', async t => {
  const cases = [
    { ...settings, signingSecret },
    { shopUrl, consumerKey },
    { consumerKey, consumerSecret },
    {},
  ]
  for (const each of cases) {
    const { report, calls } = await playSetup(woocommerce, 'connect', { settings: each }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a shop has an https address', async t => {
  const faults = (url: string) => settingsFaults(woocommerce, { ...settings, shopUrl: url }).length
  for (const url of ['https://shop.example.com', 'https://shop.example.com:8443/a/b/', shopUrl]) {
    t.equal(faults(url), 0, url)
  }
  const wrong = ['http://shop.example.com', 'https://a@b.example', 'https://a.example/?x', 'shop']
  for (const url of wrong) t.not(faults(url), 0, url)
})

test('while the webhooks are made the ping is answered, and an event waits', async t => {
  t.strictSame(missingSettings(woocommerce, settings), ['signingSecret'])
  const pending = { settings, state: {} }
  t.match(woocommerce.verifySignature(requestOf('webhook_id=12', ping), pending), { handshake: {} })
  t.throws(() => woocommerce.verifySignature(requestOf('{"id":26}'), pending), {
    code: 'unavailable',
  })
})
