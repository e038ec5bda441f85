import eventbrite from '@conduit/adapter-eventbrite'
import { type FakeCall, playSetup } from '@conduit/testing'
import { test } from 'tap'

const api = 'https://www.eventbriteapi.com/v3'
const list = `${api}/organizations/311/webhooks/`
const settings = { organizationId: '311', privateToken: 'eb-token', apiBaseUrl: api }
const known = { ...settings, webhookIds: ['118'] }
const headers = { authorization: 'Bearer eb-token' }
const registered = { webhooks: [{ name: 'all', id: '118' }] }
const at = new Date('2026-11-12T10:00:00Z')
const nextDay = new Date('2026-11-13T10:00:00Z')

const creating = (status = 200, body: object = { id: '119' }): FakeCall => ({
  request: {
    method: 'POST',
    url: list,
    headers: { ...headers, 'content-type': 'application/json' },
  },
  response: { status, body: JSON.stringify(body) },
})
const looking = (ids: readonly unknown[], next?: string, query = ''): FakeCall => ({
  request: { url: `${list}${query}`, headers },
  response: {
    status: 200,
    body: JSON.stringify({
      pagination: { has_more_items: next !== undefined, continuation: next ?? 'unused' },
      webhooks: ids.map(id => ({ id })),
    }),
  },
})
const deleting = (status: number, id = '118'): FakeCall => ({
  request: { method: 'DELETE', url: `${api}/webhooks/${id}/`, headers },
  response: { status, body: '{"success":true}' },
})

test('connecting registers a webhook for all events and learns its id', async t => {
  const played = await playSetup(eventbrite, 'connect', { settings, at }, [creating()])
  t.strictSame(played.unexpected, [])
  t.match(played.report, { outcome: 'ok', settings: { webhookIds: ['119'] }, renewAt: nextDay })
  t.strictSame(played.saved, [{ webhooks: [{ name: 'all', id: '119' }] }])
  const body = JSON.parse(played.calls[0]?.body ?? '')
  t.match(body, {
    endpoint_url: /^https:\/\/.*\/eventbrite\/event\?token=t1$/,
    actions:
      'order.placed,order.updated,order.refunded,attendee.updated,attendee.checked_in,attendee.checked_out',
  })
  t.notOk('event_id' in body)
})

test('connecting again replaces it, the new one first', async t => {
  const before = { settings: known, state: registered }
  const script = [creating(), deleting(200)]
  const { report, calls, unexpected } = await playSetup(eventbrite, 'connect', before, script)
  t.strictSame(unexpected, [])
  t.strictSame(
    calls.map(({ method }) => method),
    ['POST', 'DELETE'],
  )
  t.match(report, { outcome: 'ok', settings: { webhookIds: ['119'] } })
})

test('a failure half way: what was made is known, and the next try takes it away', async t => {
  const before = { settings: known, state: registered }
  const failed = await playSetup(eventbrite, 'connect', before, [creating(), deleting(400)])
  t.match(failed.report, { outcome: 'upstream_error', settings: {} })
  const both = { webhooks: [...registered.webhooks, { name: 'all', id: '119' }] }
  t.strictSame(failed.saved.at(-1), both)
  const again = { settings: known, state: both }
  const script = [creating(200, { id: '120' }), deleting(404), deleting(200, '119')]
  const { report, saved, unused } = await playSetup(eventbrite, 'connect', again, script)
  t.match(report, { outcome: 'ok', settings: { webhookIds: ['120'] } })
  t.strictSame(saved.at(-1), { webhooks: [{ name: 'all', id: '120' }] })
  t.strictSame(unused, [])
})

test('it is looked for daily on all pages, and made again if a 410 took it away', async t => {
  const before = { settings: known, state: registered, at }
  const pages = [looking(['1', '2'], 'c/2'), looking([118], undefined, '?continuation=c%2F2')]
  const alive = await playSetup(eventbrite, 'renew', before, pages)
  t.strictSame([alive.unexpected, alive.unused, alive.saved], [[], [], []])
  t.match(alive.report, { outcome: 'ok', renewAt: nextDay })
  const script = [looking(['1']), creating(), deleting(404)]
  const gone = await playSetup(eventbrite, 'renew', before, script)
  t.strictSame([gone.unexpected, gone.unused], [[], []])
  t.match(gone.report, { outcome: 'ok', settings: { webhookIds: ['119'] }, renewAt: nextDay })
})

test('a list without end makes nothing anew', async t => {
  const script = Array.from({ length: 20 }, (_, page) =>
    looking([], 'more', page === 0 ? '' : '?continuation=more'),
  )
  const before = { settings: known, state: registered }
  const { report, unexpected, unused } = await playSetup(eventbrite, 'renew', before, script)
  t.strictSame([unexpected, unused], [[], []])
  t.match(report, { outcome: 'upstream_error' })
})

test('ids of webhooks that a person made, or no token: nothing is called', async t => {
  const { privateToken: _, ...without } = settings
  for (const own of [known, without]) {
    const { report, calls } = await playSetup(eventbrite, 'connect', { settings: own }, [])
    t.equal(report.outcome, 'manual')
    t.strictSame(calls, [])
  }
})

test('a token that may not register is told, also where Eventbrite says it with 400', async t => {
  for (const [status, error] of [
    [400, 'INVALID_AUTH'],
    [401, 'NO_AUTH'],
    [403, 'NOT_AUTHORIZED'],
  ] as const) {
    const script = [creating(status, { error })]
    const { report, saved } = await playSetup(eventbrite, 'connect', { settings }, script)
    t.match(report, { outcome: 'auth_failed', settings: {} }, error)
    t.strictSame(saved, [])
  }
  const wrong = [creating(400, { error: 'ARGUMENTS_ERROR' })]
  const { report } = await playSetup(eventbrite, 'connect', { settings }, wrong)
  t.equal(report.outcome, 'upstream_error')
})

test('healthy is a webhook that is listed', async t => {
  const check = async (...ids: readonly string[]) => {
    const before = { settings: known, state: registered }
    return (await playSetup(eventbrite, 'check', before, [looking(ids)])).report.healthy
  }
  t.equal(await check('118'), true)
  t.equal(await check('11'), false)
})

test('disconnecting takes it away; that it is gone already is no fault', async t => {
  for (const status of [200, 404]) {
    const before = { settings: known, state: registered }
    const { report, saved } = await playSetup(eventbrite, 'disconnect', before, [deleting(status)])
    t.equal(report.outcome, 'ok')
    t.strictSame(saved.at(-1), { webhooks: [] })
  }
})
