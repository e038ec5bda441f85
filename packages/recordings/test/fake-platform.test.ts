import type { Token } from '@conduit/core'
import { createPlatform } from '@conduit/core/host'
import {
  createPlatformSwitch,
  type FakeCall,
  fakePlatform,
  type PlatformFault,
  withFault,
} from '@conduit/recordings'
import { type Test, test } from 'tap'
import { request } from 'undici'

const script: readonly FakeCall[] = [
  {
    request: {
      method: 'POST',
      path: '/token',
      body: 'grant_type=x',
      headers: { 'Content-Type': 'application/json' },
    },
    response: { status: 200, body: '{"token":1}' },
  },
  {
    request: { path: '/list', matchQuery: { page: 1 } },
    response: { status: 200, headers: { 'x-more': 'yes' }, body: '{"page":1}' },
  },
  {
    request: { url: 'https://b.example/list?b=2&a=1' },
    response: { status: 404, body: '{}' },
  },
  {
    request: { method: 'POST', path: '/search', bodyMatch: { deep: { er: [1] } } },
    response: { status: 200, body: '{"found":true}' },
  },
]

async function opened(t: Test, calls: readonly FakeCall[] = script) {
  const fake = await fakePlatform(calls)
  t.teardown(() => fake.close())
  const platform = createPlatform({
    hosts: ['a.example', 'b.example'],
    now: () => new Date('2026-11-10T09:00:00.000Z'),
    transport: fake.transport,
    tokens: { load: async (): Promise<Token | null> => null, save: async () => undefined },
  })
  return { fake, platform }
}

test('answers by method, host, path, query, headers and body', async t => {
  const { fake, platform } = await opened(t)
  const list = await platform.request({ url: 'https://a.example/list?limit=9&page=1', json: true })
  t.match(list, { status: 200, json: { page: 1 } })
  t.equal(list.header('x-more'), 'yes')
  const gone = await platform.request({ url: 'https://b.example/list?a=1&b=2' })
  t.equal(gone.status, 404)
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const token = {
    method: 'POST',
    url: 'https://a.example/token',
    headers,
    body: 'grant_type=x',
  } as const
  t.equal((await platform.request(token)).status, 200)
  const body = JSON.stringify({ deep: { er: [1] }, more: 1 })
  await platform.request({ method: 'POST', url: 'https://a.example/search', body })
  t.strictSame([fake.unexpected, fake.unused], [[], []])
  t.strictSame(
    fake.calls.map(({ method, url, answer }) => [method, url.href, answer]),
    [
      ['GET', 'https://a.example/list?limit=9&page=1', 1],
      ['GET', 'https://b.example/list?a=1&b=2', 2],
      ['POST', 'https://a.example/token', 0],
      ['POST', 'https://a.example/search', 3],
    ],
  )
})

test('what no entry fits fails, and is told with what sets it apart', async t => {
  const { fake, platform } = await opened(t)
  const failing = async (url: string) =>
    t.rejects(platform.request({ url }), { code: 'upstream_error', status: 599 })
  await failing('https://a.example/list?page=2')
  await failing('https://b.example/search?page=1')
  t.match(fake.unexpected, [
    /is not call 1: query page: "2" instead of "1"/,
    /is not call 1: path: "\/search" instead of "\/list"/,
  ])
  t.strictSame(fake.unused, [0, 1, 2, 3])
})

test('an entry answers once', async t => {
  const { fake, platform } = await opened(t, script.slice(1, 2))
  const call = { url: 'https://a.example/list?page=1' }
  await platform.request(call)
  await t.rejects(platform.request(call))
  t.match(fake.unexpected, [/no call is expected any more/])
})

const faults = [
  ['unauthorized', { code: 'auth_failed' }, 1],
  ['rate_limited', { code: 'rate_limited', retryAfterSeconds: 30 }, 1],
  ['server_error', { code: 'upstream_error', status: 500 }, 3],
  ['redirect', { code: 'upstream_error', message: 'redirect' }, 1],
  ['html', { code: 'upstream_error', status: 200 }, 3],
  ['truncated', { code: 'upstream_error', message: 'network error' }, 3],
  ['silence', { code: 'upstream_error', message: 'timeout' }, 3],
] as const satisfies readonly (readonly [PlatformFault, object, number])[]

for (const [fault, error, tries] of faults) {
  test(`fault: ${fault}, again and again`, async t => {
    const { fake, platform } = await opened(t, withFault(script.slice(1), fault))
    const call = { url: 'https://a.example/list?page=1', json: true }
    await t.rejects(platform.request(call), error)
    t.strictSame(
      fake.calls.map(({ answer }) => answer),
      Array.from({ length: tries }, () => 0),
    )
    t.notOk(fake.unused.includes(0), 'it was asked for')
  })
}

for (const [fault, status] of [
  ['not_found', 404],
  ['forbidden', 403],
] as const) {
  test(`fault: ${fault} is an answer`, async t => {
    const { platform } = await opened(t, withFault(script, fault, 1))
    t.equal((await platform.request({ url: 'https://a.example/list?page=1' })).status, status)
  })
}

test('a switch puts one platform after the other at the end of the same way', async t => {
  const platforms = await createPlatformSwitch()
  t.teardown(() => platforms.close())
  const ask = async () => {
    const { dispatcher } = platforms.transport
    const answer = await request('https://a.example/who', { dispatcher })
    return [answer.statusCode, await answer.body.text()]
  }
  const saying = (body: string) => [{ request: {}, response: { status: 200, body } }]
  await platforms.playing(saying('one'), async platform => {
    t.same(await ask(), [200, 'one'])
    t.same(platform.unexpected, [])
  })
  t.equal((await ask())[0], 599, 'nothing is played')
  await platforms.playing(saying('two'), async () => t.same(await ask(), [200, 'two']))
})

test('what the script does not know is answered as is asked for, and listed', async t => {
  const fake = await fakePlatform(script, { status: 404, body: '{"gone":true}' })
  t.teardown(() => fake.close())
  const { dispatcher } = fake.transport
  const answer = await request('https://a.example/other', { dispatcher })
  t.same([answer.statusCode, await answer.body.json()], [404, { gone: true }])
  t.match(fake.unexpected, [/^GET https:\/\/a.example\/other is not call/])
  t.equal(fake.unused.length, script.length)
})
