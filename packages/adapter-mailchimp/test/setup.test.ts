import mailchimp from '@conduit/adapter-mailchimp'
import type { JsonObject } from '@conduit/core'
import { missingSettings } from '@conduit/core/host'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'
import { batchOf, macOf, requestOf, signingSecret } from './request.ts'

const key = 'md-invented-key-0001'
const settings: JsonObject = { product: 'transactional', apiKey: key }
const registered = { webhooks: [{ name: 'all', id: '41' }] }
const before = { settings: { ...settings, signingSecret }, state: registered }

const asking = (what: string, input: object, answer: unknown, status = 200): FakeCall => ({
  request: {
    method: 'POST',
    url: `https://mandrillapp.com/api/1.0/webhooks/${what}`,
    headers: { 'content-type': 'application/json' },
    bodyMatch: { key, ...input },
  },
  response: { status, body: JSON.stringify(answer) },
})
const adding = (answer: object = { id: 42, auth_key: 'inventedAuthKey000001' }, status = 200) =>
  asking('add', { description: 'Conduit' }, answer, status)
const listing = (...ids: readonly number[]) =>
  asking(
    'list',
    {},
    ids.map(id => ({ id })),
  )
const deleting = (id: number) => asking('delete', { id }, { id })

test('connecting registers a webhook, and learns its key and its address', async t => {
  const { report, saved, calls, unexpected } = await playSetup(mailchimp, 'connect', { settings }, [
    adding(),
  ])
  t.strictSame(unexpected, [])
  const { url, events } = JSON.parse(calls[0]?.body ?? '')
  t.match(url, /^https:\/\/.*\/mailchimp\/event\?token=t1$/)
  t.ok(['send', 'unsub', 'spam', 'blacklist'].every(event => events.includes(event)))
  t.match(report, { outcome: 'ok', renewAt: null })
  t.strictSame(report.settings, { webhookUrl: url, signingSecret: 'inventedAuthKey000001' })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'all', id: '42' }] })
  const body = batchOf([])
  const signature = macOf([url, 'mandrill_events', '[]'], 'inventedAuthKey000001')
  const integration = { settings: { ...settings, ...report.settings } as never, state: {} }
  const check = requestOf(body, { 'x-mandrill-signature': signature })
  t.match(
    mailchimp.verifySignature(check, integration),
    { handshake: {} },
    'that address is signed',
  )
})

test('connecting again replaces the webhook, the new one first', async t => {
  const { report, unexpected, unused, calls } = await playSetup(mailchimp, 'connect', before, [
    adding(),
    listing(40, 41),
    deleting(41),
  ])
  t.strictSame([unexpected, unused], [[], []])
  t.match(calls[0]?.url.pathname, /add$/)
  t.match(report, { outcome: 'ok', settings: { signingSecret: 'inventedAuthKey000001' } })
})

test('healthy is a webhook that is in the list', async t => {
  const check = async (...ids: readonly number[]) =>
    (await playSetup(mailchimp, 'check', before, [listing(...ids)])).report.healthy
  t.equal(await check(40, 41), true)
  t.equal(await check(40), false)
  t.equal(await check(), false)
})

test('disconnecting takes it away, where it is still there', async t => {
  for (const script of [[listing(41), deleting(41)], [listing(40)]]) {
    const played = await playSetup(mailchimp, 'disconnect', before, script)
    t.strictSame([played.unexpected, played.unused], [[], []])
    t.equal(played.report.outcome, 'ok')
    t.strictSame(played.saved.at(-1), { webhooks: [] })
  }
})

test('errors have their codes, also with status 200', async t => {
  const outcomeOf = async (answer: object, status?: number) =>
    (await playSetup(mailchimp, 'connect', { settings }, [adding(answer, status)])).report.outcome
  const error = (name: string) => ({ status: 'error', code: -1, name, message: 'invented' })
  t.equal(await outcomeOf(error('Invalid_Key'), 401), 'auth_failed')
  t.equal(await outcomeOf(error('Invalid_Key')), 'auth_failed')
  t.equal(await outcomeOf(error('ValidationError')), 'upstream_error')
  t.equal(await outcomeOf(error('ValidationError'), 500), 'upstream_error')
  t.equal(await outcomeOf({}), 'upstream_error')
})

test('a key that a person brought, or no API key: nothing is called', async t => {
  for (const each of [{ ...settings, signingSecret }, { product: 'transactional' }]) {
    const { report, calls } = await playSetup(mailchimp, 'connect', { settings: each }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('audiences are registered at the other API', async t => {
  const audience = { product: 'marketing', apiKey: '0123456789abcdef-us6', audienceIds: ['aud1'] }
  const webhooks = 'https://us6.api.mailchimp.com/3.0/lists/aud1/webhooks'
  const { report, saved, unexpected } = await playSetup(
    mailchimp,
    'connect',
    { settings: audience },
    [
      {
        request: { method: 'POST', url: webhooks },
        response: { status: 200, body: '{"id":"a1","signing_secret":"invented-secret-0001"}' },
      },
    ],
  )
  t.strictSame(unexpected, [])
  t.match(report, { outcome: 'ok', settings: { signingSecret: 'invented-secret-0001' } })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'aud1', id: 'a1' }] })
  const wrong = { ...audience, apiKey: key }
  t.equal((await playSetup(mailchimp, 'connect', { settings: wrong }, [])).report.outcome, 'manual')
})

test('while the webhook is registered the check of its address is answered, and events wait', async t => {
  t.strictSame(missingSettings(mailchimp, settings), ['signingSecret'])
  t.strictSame(missingSettings(mailchimp, { product: 'transactional' }), [])
  const integration = { settings: settings as never, state: {} }
  t.match(mailchimp.verifySignature(requestOf('', {}, 'HEAD'), integration), { handshake: {} })
  const event = requestOf(batchOf([{ event: 'send' }]), { 'x-mandrill-signature': macOf(['x']) })
  t.throws(() => mailchimp.verifySignature(event, integration), { code: 'unavailable' })
})
