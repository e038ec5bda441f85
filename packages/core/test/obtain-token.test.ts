import {
  type Answer,
  type Call,
  callWithToken,
  obtainToken,
  type Platform,
  requestToken,
  type Token,
} from '@conduit/core'
import { test } from 'tap'

const now = new Date('2026-11-02T09:15:00.000Z')
const url = 'https://id.example.com/token'

/** A token endpoint that knows some refresh tokens, and what it was asked. */
function endpoint(known: Readonly<Record<string, object>>) {
  const asked: string[] = []
  const calls: Call[] = []
  const request = async (call: Call): Promise<Answer> => {
    const refresh = new URLSearchParams(String(call.body)).get('refresh_token') ?? ''
    asked.push(refresh)
    calls.push(call)
    const json = known[refresh] ?? { error: 'invalid_grant' }
    const status = refresh in known ? 200 : 400
    return { status, json, text: '', header: () => undefined }
  }
  return { asked, calls, platform: { now, request } }
}

const last = (value: string, refresh?: string): Token => ({ value, ...(refresh && { refresh }) })

test('the token that was handed over is used until it was refused', async t => {
  const { platform, asked } = endpoint({ r1: { access_token: 'a2' } })
  const settings = { accessToken: 'a1', refreshToken: 'r1' }
  const first = await obtainToken(platform, null, settings, { url })
  t.strictSame(first, { value: 'a1', refresh: 'r1' })
  t.strictSame(asked, [])
  t.strictSame(await obtainToken(platform, first, settings, { url }), {
    value: 'a2',
    refresh: 'r1',
  })
  t.strictSame(asked, ['r1'])
})

test('a newer refresh token is tried first, that of the settings after it', async t => {
  const { platform, asked } = endpoint({
    r2: { access_token: 'a3', refresh_token: 'r3' },
    r1: { access_token: 'a9' },
  })
  const settings = { refreshToken: 'r1' }
  const rotated = await obtainToken(platform, last('a2', 'r2'), settings, { url })
  t.strictSame(rotated, { value: 'a3', refresh: 'r3' })
  const again = await obtainToken(platform, rotated, settings, { url })
  t.strictSame(again, { value: 'a9', refresh: 'r1' }, 'somebody has connected anew')
  t.strictSame(asked, ['r2', 'r3', 'r1'])
})

test('without a token that works there is none', async t => {
  const { platform, asked } = endpoint({})
  const failed = { code: 'auth_failed' }
  await t.rejects(obtainToken(platform, null, {}, { url }), failed)
  await t.rejects(obtainToken(platform, last('a1'), { accessToken: 'a1' }, { url }), failed)
  t.strictSame(asked, [])
  await t.rejects(obtainToken(platform, last('a1', 'r1'), { refreshToken: 'r1' }, { url }), failed)
  t.strictSame(asked, ['r1'], 'the same one is not tried twice')
  await t.rejects(requestToken(platform, { url, form: {} }), failed)
})

test('the client shows who it is by HTTP Basic, or in the form', async t => {
  const { platform, calls } = endpoint({ r1: { access_token: 'a1', expires_in: 3600 } })
  const settings = { refreshToken: 'r1' }
  const basic = { user: 'client', password: 'client secret' }
  const token = await obtainToken(platform, null, settings, { url, basic })
  t.strictSame(token.expiresAt, new Date('2026-11-02T10:15:00.000Z'))
  const form = { client_id: 'client', client_secret: 'client secret' }
  await obtainToken(platform, null, settings, { url, form })
  const [byBasic, inForm] = calls
  t.equal(byBasic?.headers?.authorization, 'Basic Y2xpZW50OmNsaWVudCBzZWNyZXQ=')
  t.strictSame(Object.fromEntries(new URLSearchParams(String(byBasic?.body))), {
    grant_type: 'refresh_token',
    refresh_token: 'r1',
  })
  t.equal(inForm?.headers?.authorization, undefined)
  t.strictSame(Object.fromEntries(new URLSearchParams(String(inForm?.body))), {
    grant_type: 'refresh_token',
    refresh_token: 'r1',
    ...form,
  })
})

test('a call in JSON by such a token, which no header of the call replaces', async t => {
  const { platform, asked } = endpoint({ r1: { access_token: 'a1' } })
  const called: Call[] = []
  const authorized: Platform['authorized'] = async (obtain, call) => {
    called.push(call((await obtain(null)).value))
    return { status: 404, json: {}, text: '', header: () => undefined }
  }
  const call = { url: 'https://api.example.com/7', headers: { tenant: 't', authorization: 'x' } }
  const out = { ...platform, authorized }
  const answer = await callWithToken(out, { refreshToken: 'r1' }, { url }, call)
  t.equal(answer.status, 404)
  t.strictSame(asked, ['r1'])
  const headers = { accept: 'application/json', tenant: 't', authorization: 'Bearer a1' }
  t.strictSame(called, [{ url: call.url, headers, json: true }])
})
