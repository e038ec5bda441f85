import { bearerApi, type Call, type Platform, sendJson } from '@conduit/core'
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
