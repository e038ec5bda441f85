import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import { missingSettings, settingsFaults } from '@conduit/core/host'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'
import { requestOf, seconds, signingSecret, v1 } from './request.ts'

const apiKey = '0123456789abcdef0123456789abcdef-us21'
const settings = { apiKey, audienceIds: ['aud1'] }
const two = { apiKey, audienceIds: ['aud1', 'aud2'] }
const lists = 'https://us21.api.mailchimp.com/3.0/lists'
const headers = {
  authorization: `Basic ${Buffer.from(`conduit:${apiKey}`).toString('base64')}`,
}
const registered = (...names: readonly string[]) => ({
  webhooks: names.map(name => ({ name, id: `old-${name}` })),
})
const newSecret = (audience: string) => `invented-secret-of-${audience}`

const creating = (audience: string, status = 200, more: object = {}): FakeCall => ({
  request: {
    method: 'POST',
    url: `${lists}/${audience}/webhooks`,
    headers: { ...headers, 'content-type': 'application/json' },
  },
  response: {
    status,
    body: JSON.stringify({
      id: `new-${audience}`,
      signing_enabled: true,
      signing_secret: newSecret(audience),
      ...more,
    }),
  },
})
const looking = (audience: string, status = 200): FakeCall => ({
  request: { url: `${lists}/${audience}/webhooks/old-${audience}`, headers },
  response: { status, body: '{}' },
})
const moving = (audience: string, status = 200): FakeCall => ({
  request: { method: 'PATCH', url: `${lists}/${audience}/webhooks/old-${audience}`, headers },
  response: { status, body: '{}' },
})
const deleting = (audience: string, status = 204): FakeCall => ({
  request: { method: 'DELETE', url: `${lists}/${audience}/webhooks/old-${audience}`, headers },
  response: { status },
})

test('connecting registers a webhook in the audience and learns its secret', async t => {
  const { report, saved, calls, unexpected } = await playSetup(
    mailchimpMarketing,
    'connect',
    { settings },
    [creating('aud1')],
  )
  t.strictSame(unexpected, [])
  t.match(report, { outcome: 'ok', renewAt: new Date('2026-11-13T10:00:00Z') })
  t.strictSame(report.settings, { signingSecret: newSecret('aud1') })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'aud1', id: 'new-aud1' }] })
  const body = JSON.parse(calls[0]?.body ?? '')
  t.match(body.url, /^https:\/\/.*\/mailchimp-marketing\/event\?token=t1$/)
  t.strictSame(body.sources, { user: true, admin: true, api: true })
  t.strictSame(body.events, {
    subscribe: true,
    unsubscribe: true,
    profile: true,
    cleaned: true,
    upemail: true,
    campaign: false,
  })
})

test('each audience has a secret of its own, and all of them count', async t => {
  const { report, unexpected } = await playSetup(mailchimpMarketing, 'connect', { settings: two }, [
    creating('aud1'),
    creating('aud2'),
  ])
  t.strictSame(unexpected, [])
  t.strictSame(report.settings, {
    signingSecret: newSecret('aud2'),
    previousSigningSecrets: [newSecret('aud1')],
  })
  const integration = { settings: { ...two, ...report.settings }, state: {} }
  for (const audience of two.audienceIds) {
    const signature = `t=${seconds},v1=${v1('type=x', newSecret(audience))}`
    const request = requestOf('type=x', { signature })
    t.equal(mailchimpMarketing.verifySignature(request, integration), 'signed')
  }
})

test('connecting again moves the webhook, whose secret stays', async t => {
  const { report, saved, calls, unexpected } = await playSetup(
    mailchimpMarketing,
    'connect',
    { settings: { ...settings, signingSecret }, state: registered('aud1') },
    [moving('aud1')],
  )
  t.strictSame(unexpected, [])
  t.match(JSON.parse(calls[0]?.body ?? '').url, /\/mailchimp-marketing\/event\?token=t1$/)
  t.strictSame(report.settings, {})
  t.strictSame(saved.at(-1), registered('aud1'))
})

test('one that is gone, or whose secret nobody knows, is made anew', async t => {
  const gone = await playSetup(
    mailchimpMarketing,
    'connect',
    { settings: { ...settings, signingSecret }, state: registered('aud1') },
    [moving('aud1', 404), creating('aud1'), deleting('aud1', 404)],
  )
  t.strictSame([gone.unexpected, gone.unused], [[], []])
  t.strictSame(gone.report.settings, {
    signingSecret: newSecret('aud1'),
    previousSigningSecrets: [signingSecret],
  })
  const unknown = await playSetup(
    mailchimpMarketing,
    'connect',
    { settings, state: registered('aud1') },
    [deleting('aud1'), creating('aud1'), deleting('aud1', 404)],
  )
  t.strictSame([unknown.unexpected, unknown.unused], [[], []])
  t.strictSame(unknown.report.settings, { signingSecret: newSecret('aud1') })
})

test('secrets of long ago are dropped', async t => {
  const previousSigningSecrets = Array.from({ length: 30 }, (_, n) => `invented-secret-no-${n}`)
  const { report } = await playSetup(
    mailchimpMarketing,
    'connect',
    { settings: { ...settings, signingSecret, previousSigningSecrets }, state: registered('aud1') },
    [moving('aud1', 404), creating('aud1'), deleting('aud1', 404)],
  )
  t.strictSame(report.settings.previousSigningSecrets, [
    signingSecret,
    ...previousSigningSecrets.slice(0, 29),
  ])
})

test('what Mailchimp dropped, or an audience more, is registered; the others keep their secrets', async t => {
  const { report, saved, unexpected, unused } = await playSetup(
    mailchimpMarketing,
    'renew',
    { settings: { ...two, signingSecret }, state: registered('aud1', 'aud2') },
    [
      looking('aud1'),
      looking('aud2', 404),
      moving('aud2', 404),
      creating('aud2'),
      deleting('aud2', 404),
    ],
  )
  t.strictSame([unexpected, unused], [[], []])
  t.strictSame(report.settings, {
    signingSecret: newSecret('aud2'),
    previousSigningSecrets: [signingSecret],
  })
  t.strictSame(saved.at(-1), {
    webhooks: [...registered('aud1').webhooks, { name: 'aud2', id: 'new-aud2' }],
  })
  const added = await playSetup(
    mailchimpMarketing,
    'renew',
    { settings: { ...two, signingSecret }, state: registered('aud1') },
    [looking('aud1'), creating('aud2')],
  )
  t.strictSame([added.unexpected, added.unused], [[], []])
})

test('healthy is a webhook that is there', async t => {
  const before = { settings: { ...settings, signingSecret }, state: registered('aud1') }
  const check = async (status: number) =>
    (await playSetup(mailchimpMarketing, 'check', before, [looking('aud1', status)])).report
  t.match(await check(200), { healthy: true })
  t.match(await check(404), { healthy: false })
  t.match(await check(403), { outcome: 'auth_failed', healthy: null })
})

test('disconnecting takes all away; that one is gone already is no fault', async t => {
  const { report, saved, unexpected, unused } = await playSetup(
    mailchimpMarketing,
    'disconnect',
    { settings: { ...two, signingSecret }, state: registered('aud1', 'aud2') },
    [deleting('aud1', 404), deleting('aud2')],
  )
  t.strictSame([unexpected, unused], [[], []])
  t.equal(report.outcome, 'ok')
  t.strictSame(saved.at(-1), { webhooks: [] })
})

test('a failure half way is told, and what was made is known', async t => {
  const outcomes: unknown[] = []
  for (const status of [401, 403, 400, 429]) {
    const { report, saved } = await playSetup(mailchimpMarketing, 'connect', { settings: two }, [
      creating('aud1'),
      creating('aud2', status),
    ])
    outcomes.push(report.outcome)
    t.strictSame(saved.at(-1), { webhooks: [{ name: 'aud1', id: 'new-aud1' }] })
    t.strictSame(report.settings, { signingSecret: newSecret('aud1') })
  }
  t.strictSame(outcomes, ['auth_failed', 'auth_failed', 'upstream_error', 'rate_limited'])
})

test('a webhook without a secret is known, and the integration stays pending', async t => {
  const unsigned = creating('aud1', 200, { signing_enabled: false, signing_secret: '' })
  const { report, saved } = await playSetup(mailchimpMarketing, 'connect', { settings }, [unsigned])
  t.match(report, { outcome: 'ok', settings: {} })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'aud1', id: 'new-aud1' }] })
})

test('a secret that a person brought, or no whole key: nothing is called', async t => {
  const cases = [{ ...settings, signingSecret }, { apiKey }, { audienceIds: ['aud1'] }, {}]
  for (const each of cases) {
    const { report, calls } = await playSetup(mailchimpMarketing, 'connect', { settings: each }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a key that stays for copies, when no audience is left, takes the webhooks away', async t => {
  const left = { settings: { apiKey, signingSecret }, state: registered('aud1') }
  const { report, saved, unexpected, unused } = await playSetup(
    mailchimpMarketing,
    'connect',
    left,
    [deleting('aud1')],
  )
  t.strictSame([unexpected, unused], [[], []])
  t.equal(report.outcome, 'ok')
  t.strictSame(saved.at(-1), { webhooks: [] })
})

test('the key names the data centre and no other host; an audience is an id', async t => {
  const faults = (changed: object) =>
    settingsFaults(mailchimpMarketing, { ...settings, ...changed }).length
  t.equal(faults({}), 0)
  for (const end of ['', '-', '-us', '-us21.example.com', '-us21/x', '-example']) {
    t.not(faults({ apiKey: `0123456789abcdef${end}` }), 0, end)
  }
  for (const id of ['', 'a/b', '..', 'a?b']) t.not(faults({ audienceIds: [id] }), 0, id)
})

test('while webhooks are registered the GET is answered, and events wait', async t => {
  t.strictSame(missingSettings(mailchimpMarketing, settings), ['signingSecret'])
  t.strictSame(missingSettings(mailchimpMarketing, {}), [], 'one from before signing')
  const integration = { settings, state: {} }
  t.match(mailchimpMarketing.verifySignature(requestOf('', { method: 'GET' }), integration), {
    handshake: {},
  })
  for (const signature of [`t=${seconds},v1=${v1('type=x')}`, undefined]) {
    const request = requestOf('type=x', { signature })
    t.throws(() => mailchimpMarketing.verifySignature(request, integration), {
      code: 'unavailable',
    })
  }
})
