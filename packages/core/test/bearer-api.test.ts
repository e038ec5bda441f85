import {
  allowed,
  bearerApi,
  type Call,
  fetchEach,
  type Platform,
  PlatformError,
  sendJson,
  type Wanted,
} from '@conduit/core'
import { test } from 'tap'

interface Settings {
  readonly region: string
  readonly apiKey?: string
}

const { hosts, apiCall } = bearerApi<Settings>({
  base: ({ region }) => `https://${region}.acme.example:8443/v1`,
  token: ({ apiKey }) => apiKey,
  headers: { 'acme-version': '7' },
})
const settings = { region: 'eu', apiKey: 'key' }
const headers = { authorization: 'Bearer key', accept: 'application/json', 'acme-version': '7' }

/** A platform that notes each call, and answers with its address. */
function noting() {
  const calls: Call[] = []
  const request: Platform['request'] = async call => {
    calls.push(call)
    return { status: 200, header: () => undefined, text: '', json: { url: `${call.url}` } }
  }
  return { calls, platform: { request } as Platform }
}

test('an API that a token opens: nothing is called without it', async t => {
  t.strictSame(hosts({ region: 'eu' }), [])
  t.strictSame(hosts(settings), ['eu.acme.example:8443'])
  const url = 'https://eu.acme.example:8443/v1/members/7'
  t.strictSame(apiCall(settings, '/members/7'), { url, headers, json: true })
})

test('a document is sent in JSON, and its answer decoded; only replacing may be tried twice', async t => {
  const { calls, platform } = noting()
  const made = await sendJson(platform, 'POST', apiCall(settings, '/hooks'), { url: 'u' })
  t.strictSame(made, { url: 'https://eu.acme.example:8443/v1/hooks' })
  const sent = { 'content-type': 'application/json', ...headers }
  await sendJson(platform, 'PUT', apiCall(settings, '/hooks/7'), { url: 'v' })
  t.match(calls, [
    { method: 'POST', headers: sent, body: '{"url":"u"}', json: true, idempotent: false },
    { method: 'PUT', headers: sent, body: '{"url":"v"}', json: true, idempotent: true },
  ])
})

test('documents are read one by one, each when the one before was taken', async t => {
  const { calls, platform } = noting()
  const event = { type: 'm', meaning: 'processing', occurredAt: null, path: '' } as const
  const wanted = ['m1', 'm2'].map((member): Wanted => ({ ref: { member }, event }))
  const fetch = fetchEach<Settings>(async (want, own, out) => {
    await out.request(apiCall(own, `/members/${want.ref.member}`))
    return [{ for: want, events: [] }]
  })
  const seen: unknown[] = []
  for await (const { for: want } of fetch(wanted, { settings, state: {} }, platform)) {
    seen.push(want?.ref.member, calls.length)
  }
  t.strictSame(seen, ['m1', 1, 'm2', 2])
})

test('what may not be read keeps nothing else waiting, any other fault does', async t => {
  const event = { type: 'm', meaning: 'processing', occurredAt: null, path: '' } as const
  const wanted = ['m1', 'm2', 'm3'].map((member): Wanted => ({ ref: { member }, event }))
  const settled = async (status: number, code: 'auth_failed' | 'upstream_error') => {
    const read = fetchEach<Settings>(async want => {
      const answer = { status, header: () => undefined, text: '', json: null }
      if (want.ref.member === 'm2') {
        allowed(answer)
        throw new PlatformError(code, 'down', { status })
      }
      return [{ for: want, events: [] }]
    })
    const found: unknown[] = []
    const reading = async () => {
      const pieces = read(wanted, { settings, state: {} }, {} as Platform)
      for await (const piece of pieces) found.push(piece.for)
    }
    await t.rejects(reading(), { code })
    return found.length
  }
  t.equal(await settled(403, 'auth_failed'), 2, 'the one before and the one after')
  t.equal(await settled(502, 'upstream_error'), 1, 'only the one before')
})
