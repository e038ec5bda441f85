import { type Test, test } from 'tap'
import { type Platform, PlatformError, type Token } from '../src/contract/platform.ts'
import { createPlatform } from '../src/outbound/client.ts'
import { createTokenKeeper } from '../src/outbound/token-keeper.ts'
import { fakePlatform, type Received } from './support/fake-platform.ts'

const now = new Date('2026-11-02T09:15:00.000Z')
const call = (token: string) => ({
  url: 'https://api.example.com/me',
  headers: { authorization: token },
})

interface Setup {
  readonly platform: Platform
  readonly store: { token: Token | null }
  readonly saved: Token[]
  readonly received: readonly Received[]
}

/** A platform that takes only `good` tokens. */
async function setUp(t: Test, token: Token | null, good: readonly string[]): Promise<Setup> {
  const fake = await fakePlatform([
    (response, { headers }) =>
      response.writeHead(good.includes(headers.authorization ?? '') ? 200 : 401).end(),
  ])
  t.teardown(() => fake.close())
  const store = { token }
  const saved: Token[] = []
  const platform = createPlatform({
    hosts: ['api.example.com'],
    now: () => now,
    transport: fake.transport,
    tokens: {
      load: async () => store.token,
      save: async next => {
        saved.push(next)
        store.token = next
      },
    },
  })
  return { platform, store, saved, received: fake.received }
}

test('a token is obtained when there is none, kept and used again', async t => {
  const { platform, saved } = await setUp(t, null, ['new'])
  const previous: (Token | null)[] = []
  const obtain = async (last: Token | null) => {
    previous.push(last)
    return { value: 'new', refresh: 'r2' }
  }
  t.equal((await platform.authorized(obtain, call)).status, 200)
  t.equal((await platform.authorized(obtain, call)).status, 200)
  t.strictSame(previous, [null])
  t.strictSame(saved, [{ value: 'new', refresh: 'r2' }])
})

test('a token that expired is obtained anew before the call', async t => {
  const expired = { value: 'old', expiresAt: now, refresh: 'r1' }
  const { platform, received } = await setUp(t, expired, ['new'])
  const answer = await platform.authorized(async last => {
    t.strictSame(last, expired)
    return { value: 'new', expiresAt: new Date(now.getTime() + 1) }
  }, call)
  t.equal(answer.status, 200)
  t.equal(received.length, 1)
})

test('a refused token is obtained anew once', async t => {
  const { platform, received, saved } = await setUp(t, { value: 'old', refresh: 'r1' }, ['new'])
  const answer = await platform.authorized(async last => {
    t.strictSame(last, { value: 'old', refresh: 'r1' })
    return { value: 'new' }
  }, call)
  t.equal(answer.status, 200)
  t.strictSame(saved, [{ value: 'new' }])
  t.equal(received.length, 2)
})

test('a second refusal is auth_failed', async t => {
  for (const value of ['new', 'old']) {
    const { platform, received } = await setUp(t, { value: 'old' }, [])
    let obtained = 0
    const obtain = async () => {
      obtained++
      return { value }
    }
    await t.rejects(platform.authorized(obtain, call), { code: 'auth_failed', status: 401 })
    t.equal(obtained, 1)
    t.equal(received.length, 2)
  }
})

test('callers at the same time obtain one token', async t => {
  const { platform, saved } = await setUp(t, { value: 'old' }, ['new'])
  let obtained = 0
  const obtain = async () => {
    obtained++
    return { value: 'new' }
  }
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => platform.authorized(obtain, call)),
  )
  t.ok(answers.every(answer => answer.status === 200))
  t.equal(obtained, 1)
  t.equal(saved.length, 1)
})

test('who was refused does not take the same token from another caller', async t => {
  const keep = createTokenKeeper(
    { load: async () => ({ value: 'old' }), save: async () => undefined },
    () => now,
  )
  const obtain = async () => ({ value: 'new' })
  const tokens = await Promise.all([keep(obtain), keep(obtain, 'old'), keep(obtain, 'old')])
  t.strictSame(tokens, [{ value: 'old' }, { value: 'new' }, { value: 'new' }])
})

test('a newer token of another process is taken over', async t => {
  const { platform, store, saved } = await setUp(t, { value: 'old', refresh: 'r1' }, ['newer'])
  const obtain = async (): Promise<Token> => t.fail('must not obtain') as never
  const answer = await platform.authorized(obtain, token => {
    store.token = { value: 'newer', refresh: 'r2' }
    return call(token)
  })
  t.equal(answer.status, 200)
  t.equal(saved.length, 0)
})

test('a failure to obtain reaches the caller, and the next call tries again', async t => {
  const { platform, received } = await setUp(t, null, ['new'])
  const failure = new PlatformError('auth_failed', 'refresh token revoked', { status: 401 })
  const failing = async () => Promise.reject(failure)
  const both = await Promise.allSettled([
    platform.authorized(failing, call),
    platform.authorized(failing, call),
  ])
  t.strictSame(
    both.map(result => result.status === 'rejected' && result.reason),
    [failure, failure],
  )
  t.equal(received.length, 0)
  t.equal((await platform.authorized(async () => ({ value: 'new' }), call)).status, 200)
})

test('other answers and errors pass through', async t => {
  const { platform } = await setUp(t, { value: 'good' }, ['good'])
  const elsewhere = platform.authorized(
    async () => ({ value: 'new' }),
    () => ({ url: 'https://other.example.com/' }),
  )
  await t.rejects(elsewhere, { code: 'upstream_error', message: 'host not allowed' })
})
