import shopify from '@conduit/adapter-shopify'
import { missingSettings } from '@conduit/core/host'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'
import { requestOf, shop, signingSecret } from './request.ts'

const graphql = `https://${shop}/admin/api/2026-10/graphql.json`
const accessToken = 'shpat_invented_token'
const clientId = '0123456789abcdef0123456789abcdef'
const settings = { shopDomains: [shop], signingSecret, accessToken }
const topics = [
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
  'CUSTOMERS_MARKETING_CONSENT_UPDATE',
  'CUSTOMERS_WHATS_APP_MARKETING_CONSENT_UPDATE',
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_CANCELLED',
  'APP_UNINSTALLED',
]
const idOf = (number: number) => `gid://shopify/WebhookSubscription/${number}`
const registered = (first = 1) => topics.map((name, index) => ({ name, id: idOf(first + index) }))
const before = { settings, state: { webhooks: registered() } }

const asking = (body: object, variables?: object, token = accessToken): FakeCall => ({
  request: {
    method: 'POST',
    url: graphql,
    headers: { 'x-shopify-access-token': token, 'content-type': 'application/json' },
    ...(variables !== undefined && { bodyMatch: { variables } }),
  },
  response: { status: 200, body: JSON.stringify(body) },
})
const done = (more: object) => ({ data: { done: { userErrors: [], ...more } } })
const creating = (first: number, token?: string): readonly FakeCall[] =>
  topics.map((_topic, index) =>
    asking(done({ webhookSubscription: { id: idOf(first + index) } }), undefined, token),
  )
const looking = (id: string, isThere = true) =>
  asking({ data: { webhookSubscription: isThere ? { id } : null } }, { id })
const deleting = (id: string, userErrors: readonly object[] = []) =>
  asking(done({ userErrors }), { id })
const ids = registered().map(({ id }) => id)

test('connecting subscribes each topic in JSON', async t => {
  const played = await playSetup(shopify, 'connect', { settings }, creating(11))
  const { report, saved, calls, unexpected, unused } = played
  t.strictSame([unexpected, unused], [[], []])
  const asked = calls.map(({ body }) => JSON.parse(body))
  t.strictSame(
    asked.map(({ variables }) => variables.topic),
    topics,
  )
  for (const { query, variables } of asked) {
    t.match(query, /webhookSubscriptionCreate/)
    t.match(variables.webhook, { format: 'JSON', uri: /^https:\/\/.*\/shopify\/event\?token=t1$/ })
  }
  t.match(report, { outcome: 'ok', settings: {}, renewAt: new Date('2026-11-13T10:00:00Z') })
  t.strictSame(saved.at(-1), { webhooks: registered(11) })
})

test('an app of the shop’s own gets its token by its client secret', async t => {
  const own = { shopDomains: [shop], signingSecret, clientId }
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: signingSecret,
  }
  const obtaining = (status: number): FakeCall => ({
    request: {
      method: 'POST',
      url: `https://${shop}/admin/oauth/access_token`,
      body: `${new URLSearchParams(form)}`,
    },
    response: { status, body: '{"access_token":"invented","scope":"","expires_in":86399}' },
  })
  const played = await playSetup(shopify, 'connect', { settings: own }, [
    obtaining(200),
    ...creating(11, 'invented'),
  ])
  t.strictSame([played.unexpected, played.unused], [[], []])
  t.equal(played.report.outcome, 'ok')
  const refused = await playSetup(shopify, 'connect', { settings: own }, [obtaining(400)])
  t.equal(refused.report.outcome, 'auth_failed')
})

test('connecting again replaces all, the new ones first', async t => {
  const script = [...creating(11), ...ids.map(id => deleting(id))]
  const { report, saved, unexpected, unused, calls } = await playSetup(
    shopify,
    'connect',
    before,
    script,
  )
  t.strictSame([unexpected, unused], [[], []])
  t.equal(report.outcome, 'ok')
  t.match(JSON.parse(calls[topics.length]?.body ?? '').query, /webhookSubscriptionDelete/)
  t.strictSame(saved.at(-1), { webhooks: registered(11) })
})

test('what Shopify deleted is subscribed anew', async t => {
  const [gone = '', ...others] = ids
  const { saved, unexpected, unused } = await playSetup(shopify, 'renew', before, [
    looking(gone, false),
    ...others.map(id => looking(id)),
    ...creating(11).slice(0, 1),
    deleting(gone, [{ field: ['id'] }]),
    looking(gone, false),
  ])
  t.strictSame([unexpected, unused], [[], []])
  t.strictSame(saved.at(-1), {
    webhooks: [...registered().slice(1), ...registered(11).slice(0, 1)],
  })
})

test('healthy are subscriptions that are all there', async t => {
  const check = async (isThere: boolean) => {
    const script = ids.map((id, index) => looking(id, isThere || index > 0))
    return (await playSetup(shopify, 'check', before, script)).report.healthy
  }
  t.equal(await check(true), true)
  t.equal(await check(false), false)
})

test('disconnecting takes all away; one that stays is told', async t => {
  const [first = '', ...others] = ids
  const gone = await playSetup(shopify, 'disconnect', before, [
    deleting(first, [{ field: ['id'] }]),
    looking(first, false),
    ...others.map(id => deleting(id)),
  ])
  t.strictSame([gone.unexpected, gone.unused], [[], []])
  t.equal(gone.report.outcome, 'ok')
  t.strictSame(gone.saved.at(-1), { webhooks: [] })
  const stays = await playSetup(shopify, 'disconnect', before, [
    deleting(first, [{ field: ['id'] }]),
    looking(first),
  ])
  t.equal(stays.report.outcome, 'upstream_error')
})

test('errors that come with status 200 have their codes', async t => {
  const outcomeOf = async (answer: object, status = 200) => {
    const call = asking(answer)
    const refusing = { ...call, response: { ...call.response, status } }
    const [first] = creating(11)
    const script = first === undefined ? [] : [first, refusing]
    const { report, saved } = await playSetup(shopify, 'connect', { settings }, script)
    t.strictSame(saved.at(-1), { webhooks: registered(11).slice(0, 1) }, 'what was made is known')
    return report.outcome
  }
  const failed = (code: string) => ({ errors: [{ message: 'x', extensions: { code } }] })
  const refused = (field: unknown) => done({ webhookSubscription: null, userErrors: [{ field }] })
  t.equal(await outcomeOf(failed('THROTTLED')), 'rate_limited')
  t.equal(await outcomeOf(failed('ACCESS_DENIED')), 'auth_failed')
  t.equal(await outcomeOf(failed('INTERNAL_SERVER_ERROR')), 'upstream_error')
  t.equal(await outcomeOf({ errors: 'Not Found' }), 'upstream_error')
  t.equal(await outcomeOf(refused(['webhookSubscription'])), 'auth_failed')
  t.equal(await outcomeOf(refused(['topic'])), 'auth_failed')
  t.equal(await outcomeOf(refused(['webhookSubscription', 'uri'])), 'upstream_error')
  t.equal(await outcomeOf(refused(null)), 'upstream_error')
  t.equal(await outcomeOf(done({ webhookSubscription: null })), 'upstream_error')
  t.equal(await outcomeOf({}, 403), 'auth_failed')
  t.equal(await outcomeOf({}, 401), 'auth_failed')
  t.equal(await outcomeOf({}, 402), 'upstream_error')
})

test('without a way into one shop nothing is called', async t => {
  const cases = [
    { shopDomains: [shop], signingSecret },
    { shopDomains: [shop], clientId },
    { accessToken, signingSecret },
    { accessToken, signingSecret, shopDomains: [shop, 'other.myshopify.com'] },
  ]
  for (const each of cases) {
    const { report, calls } = await playSetup(shopify, 'connect', { settings: each }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('topics may be subscribed before the client secret is there: what comes then waits', async t => {
  const pending = { shopDomains: [shop], accessToken }
  t.strictSame(missingSettings(shopify, pending), ['signingSecret'])
  const played = await playSetup(shopify, 'connect', { settings: pending }, creating(11))
  t.equal(played.report.outcome, 'ok')
  const integration = { settings: pending, state: {} }
  t.throws(() => shopify.verifySignature(requestOf('{"id":1}'), integration), {
    code: 'unavailable',
  })
})
