import { isPlatformError, requestToken, type TokenRequest } from '@conduit/core'
import { createPlatform } from '@conduit/core/host'
import { type Test, test } from 'tap'
import { fakePlatform } from './support/fake-platform.ts'

const now = new Date('2026-11-02T09:15:00.000Z')
const request: TokenRequest = {
  url: 'https://api.example.com/token',
  basic: { user: 'client', password: 'secret' },
  form: { grant_type: 'refresh_token', refresh_token: 'r1' },
}

/** What asking for a token comes to when the platform answers this. */
async function ask(t: Test, status: number, body: string) {
  const fake = await fakePlatform([response => response.writeHead(status).end(body)])
  t.teardown(() => fake.close())
  const platform = createPlatform({
    hosts: ['api.example.com'],
    now: () => now,
    transport: { ...fake.transport, wait: async () => undefined },
    tokens: { load: async () => null, save: async () => undefined },
  })
  const outcome = await requestToken(platform, request).catch((error: unknown) =>
    isPlatformError(error) ? error.code : error,
  )
  return { outcome, received: fake.received }
}

test('a token, with its expiry and the next refresh token', async t => {
  const full = '{"access_token":"a1","expires_in":60,"refresh_token":"r2"}'
  const { outcome, received } = await ask(t, 200, full)
  const expiresAt = new Date('2026-11-02T09:16:00.000Z')
  t.strictSame(outcome, { value: 'a1', expiresAt, refresh: 'r2' })
  t.match(received, [{ method: 'POST', headers: { authorization: 'Basic Y2xpZW50OnNlY3JldA==' } }])
  t.strictSame((await ask(t, 200, '{"access_token":"a1"}')).outcome, { value: 'a1' })
})

test('a refusal is told as such', async t => {
  t.equal((await ask(t, 400, '{"error":"invalid_grant"}')).outcome, 'auth_failed')
  t.equal((await ask(t, 403, '')).outcome, 'auth_failed')
})

test('an answer that is neither is an error of the platform: the key may be good', async t => {
  for (const body of ['{}', '[]', 'null', '{"access_token":7}', '{"access_token":""}', '<html>']) {
    t.equal((await ask(t, 200, body)).outcome, 'upstream_error', body)
  }
  t.equal((await ask(t, 204, '')).outcome, 'upstream_error')
  t.equal((await ask(t, 202, '{"access_token":"a1"}')).outcome, 'upstream_error')
})
