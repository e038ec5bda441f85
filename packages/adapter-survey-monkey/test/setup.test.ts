import surveyMonkey from '@conduit/adapter-survey-monkey'
import { createReceiver, memoryStore, missingSettings, receive, runSetup } from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform, playSetup } from '@conduit/testing'
import { test } from 'tap'
import { settings as app, now, requestOf } from './bench.ts'

const api = 'https://api.surveymonkey.com/v3/webhooks'
const settings = { ...app, accessToken: 'sm-token', surveyIds: ['3', '4'] }
const authorization = 'Bearer a-secret-we-chose'
const headers = { authorization: 'Bearer sm-token' }
const names = [
  'response_completed',
  'response_disqualified',
  'response_overquota',
  'response_deleted',
  'survey_deleted',
  'survey_created',
]
const registered = { webhooks: names.map((name, index) => ({ name, id: `${index + 1}` })) }
const known = { settings: { ...settings, authorization }, state: registered }

const creating = (event_type: string, id: string, status = 201): FakeCall => ({
  request: {
    method: 'POST',
    url: api,
    headers: { ...headers, 'content-type': 'application/json' },
    bodyMatch: { event_type },
  },
  response: { status, body: JSON.stringify({ id, event_type }) },
})
const creatingAll = names.map((name, index) => creating(name, `${index + 11}`))
const looking = (id: string, status: number, object_ids?: readonly string[]): FakeCall => ({
  request: { url: `${api}/${id}`, headers },
  response: { status, body: JSON.stringify({ id, object_ids }) },
})
const lookingAll = registered.webhooks.map(({ id }) => looking(id, 200, ['4', '3']))
const deleting = (id: string, status = 204): FakeCall => ({
  request: { method: 'DELETE', url: `${api}/${id}`, headers },
  response: { status },
})
const deletingAll = registered.webhooks.map(({ id }) => deleting(id))

test('connecting registers one webhook for each type, each with an address of its own', async t => {
  const played = await playSetup(surveyMonkey, 'connect', { settings }, creatingAll)
  t.strictSame([played.unexpected, played.unused], [[], []])
  t.strictSame(played.saved.at(-1), {
    webhooks: names.map((name, index) => ({ name, id: `${index + 11}` })),
  })
  const bodies = played.calls.map(({ body }) => JSON.parse(body))
  const urls = bodies.map(({ subscription_url }) => new URL(subscription_url))
  t.equal(new Set(urls.map(({ href }) => href)).size, names.length)
  t.strictSame([...new Set(urls.map(({ searchParams }) => searchParams.get('token')))], ['t1'])
  const [first] = bodies
  t.match(first, { object_type: 'survey', object_ids: ['3', '4'] })
  t.match(first.authorization, /^Bearer [0-9a-f]{64}$/)
  t.ok(bodies.every(body => body.authorization === first.authorization))
  t.notOk('object_ids' in bodies.at(-1) || 'object_type' in bodies.at(-1))
  const learned = { authorization: first.authorization }
  t.match(played.report, { outcome: 'ok', settings: learned, renewAt: null })
})

test('HEAD is answered while a webhook is being made and the integration is pending', async t => {
  t.strictSame(missingSettings(surveyMonkey, settings), ['authorization'])
  t.strictSame(missingSettings(surveyMonkey, app), [], 'without surveys nothing is awaited')
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const store = memoryStore([{ adapter: 'survey-monkey', settings }])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(surveyMonkey, { store, keyring, clock: () => now })
  const integration = receiver.open(stored)
  const platform = await fakePlatform(creatingAll)
  t.teardown(() => platform.close())
  const answers: string[] = []
  // As SurveyMonkey does: no answer before it has tried the address.
  const dispatcher = platform.transport.dispatcher.compose(dispatch => (options, handler) => {
    void receive(receiver, integration, requestOf('', { 'sm-signature': null }, 'HEAD')).then(
      ({ outcome }) => {
        answers.push(outcome)
        dispatch(options, handler)
      },
    )
    return true
  })
  const webhook = async () => ({ url: 'https://hooks.example.com/x?token=t1', token: 't1' })
  const report = await runSetup({
    receiver,
    integration,
    transport: { dispatcher },
    step: 'connect',
    webhook,
  })
  t.equal(report?.outcome, 'ok')
  t.strictSame(
    answers,
    names.map(() => 'handshake'),
  )
})

test('connecting again replaces all, with the authorization that was agreed on', async t => {
  const script = [...creatingAll, ...deletingAll]
  const { report, calls, unexpected, unused } = await playSetup(
    surveyMonkey,
    'connect',
    known,
    script,
  )
  t.strictSame([unexpected, unused], [[], []])
  t.match(report, { outcome: 'ok', settings: { authorization } })
  const made = calls.slice(0, names.length)
  t.ok(made.every(({ method, body }) => method === 'POST' && body.includes(authorization)))
})

test('renewing keeps what is there for these surveys, and makes what is gone', async t => {
  const alive = await playSetup(surveyMonkey, 'renew', known, lookingAll)
  t.strictSame([alive.unexpected, alive.unused, alive.saved], [[], [], []])
  const [, ...others] = lookingAll
  const script = [
    looking('1', 404),
    ...others,
    creating('response_completed', '11'),
    deleting('1', 404),
  ]
  const gone = await playSetup(surveyMonkey, 'renew', known, script)
  t.strictSame([gone.unexpected, gone.unused], [[], []])
  t.match(gone.report, { outcome: 'ok', settings: { authorization } })
})

test('other surveys: those that name surveys are replaced', async t => {
  const before = { ...known, settings: { ...known.settings, surveyIds: ['3', '4', '5'] } }
  const script = [...lookingAll, ...creatingAll.slice(0, 5), ...deletingAll.slice(0, 5)]
  const { saved, calls, unexpected, unused } = await playSetup(
    surveyMonkey,
    'renew',
    before,
    script,
  )
  t.strictSame([unexpected, unused], [[], []])
  t.match(calls.find(({ method }) => method === 'POST')?.body, '"object_ids":["3","4","5"]')
  t.match(saved.at(-1)?.webhooks, [{ name: 'survey_created', id: '6' }])
})

test('no surveys any more: all are taken away', async t => {
  const { surveyIds: _, ...rest } = known.settings
  const before = { settings: rest, state: registered }
  const { report, saved, unused } = await playSetup(surveyMonkey, 'renew', before, deletingAll)
  t.equal(report.outcome, 'ok')
  t.strictSame([saved.at(-1), unused], [{ webhooks: [] }, []])
})

test('a failure half way: the next try takes away what was made', async t => {
  const script = [...creatingAll.slice(0, 2), creating('response_overquota', '', 400)]
  const failed = await playSetup(surveyMonkey, 'connect', { settings }, script)
  t.match(failed.report, { outcome: 'upstream_error', settings: {} })
  const made = failed.saved.at(-1) ?? {}
  t.strictSame(made, {
    webhooks: [
      { name: 'response_completed', id: '11' },
      { name: 'response_disqualified', id: '12' },
    ],
  })
  const again = names.map((name, index) => creating(name, `${index + 21}`))
  const { report, unexpected, unused } = await playSetup(
    surveyMonkey,
    'connect',
    { settings, state: made },
    [...again, deleting('11'), deleting('12')],
  )
  t.strictSame([unexpected, unused], [[], []])
  t.equal(report.outcome, 'ok')
})

test('without surveys a person does it, and without a token: nothing is called', async t => {
  const { surveyIds: _surveys, ...withoutSurveys } = settings
  const { accessToken: _token, ...withoutToken } = settings
  for (const own of [withoutSurveys, withoutToken]) {
    const { report, calls } = await playSetup(surveyMonkey, 'connect', { settings: own }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a token that may not register is told', async t => {
  for (const status of [401, 403]) {
    const script = [creating('response_completed', '', status)]
    const { report, saved } = await playSetup(surveyMonkey, 'connect', { settings }, script)
    t.match(report, { outcome: 'auth_failed', settings: {} })
    t.strictSame(saved, [])
  }
})

test('healthy is all of them, for these surveys', async t => {
  const check = async (script: readonly FakeCall[]) =>
    (await playSetup(surveyMonkey, 'check', known, script)).report.healthy
  const [, ...others] = lookingAll
  t.equal(await check(lookingAll), true)
  t.equal(await check([looking('1', 404), ...others]), false)
  t.equal(await check([looking('1', 200, ['3']), ...others]), false)
})

test('disconnecting takes them away; that one is gone already is no fault', async t => {
  const [, ...others] = deletingAll
  const script = [deleting('1', 404), ...others]
  const { report, saved, unused } = await playSetup(surveyMonkey, 'disconnect', known, script)
  t.equal(report.outcome, 'ok')
  t.strictSame([saved.at(-1), unused], [{ webhooks: [] }, []])
})
