import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { Type } from '@sinclair/typebox'
import { type Test, test } from 'tap'
import { type Answer, type Call, isPlatformError, type Platform } from '../src/contract/platform.ts'
import { createPlatform, type PlatformOptions } from '../src/outbound/client.ts'
import type { Transport } from '../src/outbound/transport.ts'
import { fakePlatform, type Received, type Reply } from './support/fake-platform.ts'

const now = new Date('2026-11-02T09:15:00.000Z')
const url = 'https://api.example.com/v1/people/7?key=hidden'

const reply =
  (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): Reply =>
  response =>
    response.writeHead(status, headers).end(body)
const hangUp: Reply = response => response.destroy()

interface Setup {
  readonly platform: Platform
  readonly received: readonly Received[]
  readonly pauses: readonly number[]
}

async function setUp(
  t: Test,
  replies: readonly Reply[],
  { wait, ...options }: Partial<PlatformOptions> & Pick<Transport, 'wait'> = {},
): Promise<Setup> {
  const fake = await fakePlatform(replies)
  t.teardown(() => fake.close())
  const pauses: number[] = []
  const platform = createPlatform({
    hosts: ['api.example.com', 'shop.example.com:8443'],
    now: () => now,
    transport: {
      ...fake.transport,
      wait: wait ?? (async milliseconds => void pauses.push(milliseconds)),
    },
    tokens: { load: async () => null, save: async () => undefined },
    ...options,
  })
  return { platform, received: fake.received, pauses }
}

/** The error of a call, of which nothing of the call or the answer may be seen. */
async function failureOf(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  try {
    await answer
  } catch (error) {
    if (!isPlatformError(error)) throw error
    if (/hidden|example\.com|people|secret/.test(inspect(error))) throw new Error('the error tells')
    const { code, message, status, retryAfterSeconds } = error
    return { code, message, status, retryAfterSeconds }
  }
  throw new Error('must fail')
}

test('an answer', async t => {
  const { platform, received } = await setUp(t, [
    reply(200, '{"id":12345678901234567890,"name":"Adé"}', { 'X-Total': '3', 'set-cookie': 'a=1' }),
  ])
  const answer = await platform.request({
    method: 'POST',
    url,
    headers: { Authorization: 'Bearer secret', Host: 'other.example.com', 'Accept-Encoding': 'br' },
    body: '{"a":1}',
    json: true,
  })
  t.equal(answer.status, 200)
  t.equal(answer.header('x-total'), '3')
  t.equal(answer.header('X-Total'), '3')
  t.equal(answer.header('absent'), undefined)
  t.strictSame(answer.json, { id: '12345678901234567890', name: 'Adé' })
  t.equal(answer.text, '{"id":12345678901234567890,"name":"Adé"}')
  t.match(received, [
    {
      method: 'POST',
      url: '/v1/people/7?key=hidden',
      body: '{"a":1}',
      headers: {
        authorization: 'Bearer secret',
        host: 'api.example.com',
        'accept-encoding': 'gzip',
        'user-agent': 'conduit',
      },
    },
  ])
})

test('other statuses are answers too', async t => {
  for (const status of [201, 204, 400, 403, 404, 410, 422]) {
    const { platform, received } = await setUp(t, [reply(status)])
    t.equal((await platform.request({ url })).status, status)
    t.equal(received.length, 1)
  }
})

test('answers that are not JSON', async t => {
  const page = '<html>secret</html>'
  const refused = await setUp(t, [reply(404, page)])
  const answer = await refused.platform.request({ url, json: true })
  t.match(answer, { status: 404, json: null, text: page })

  const gone = await setUp(t, [reply(204)])
  t.equal((await gone.platform.request({ method: 'DELETE', url, json: true })).json, null)

  const unasked = await setUp(t, [reply(200, '{"a":1}')])
  t.equal((await unasked.platform.request({ url })).json, null)

  for (const body of [page, '', '{"__proto__":{"a":1}}', Buffer.from([0x22, 0xff, 0x22])]) {
    const broken = await setUp(t, [reply(200, body)])
    t.match(await failureOf(broken.platform.request({ url, json: true })), {
      code: 'upstream_error',
      message: /^answer that cannot be read/,
      status: 200,
    })
    t.equal(broken.received.length, 3, 'tried three times')
  }
})

test('answers of another form than was asked for', async t => {
  const json = Type.Object({ id: Type.String() })
  const good = await setUp(t, [reply(200, '{"id":"7","more":[]}')])
  t.match((await good.platform.request({ url, json })).json, { id: '7' })
  for (const body of ['null', '[]', '[{"id":"7"}]', '{}', '{"id":7}', '4711', '"secret"']) {
    const other = await setUp(t, [reply(200, body)])
    t.match(await failureOf(other.platform.request({ url, json })), {
      code: 'upstream_error',
      message: 'answer of another form',
      status: 200,
    })
    t.equal(other.received.length, 1, 'asked once')
  }
  const gone = await setUp(t, [reply(404, '{"error":"gone"}')])
  t.match(await gone.platform.request({ url, json }), { status: 404, json: { error: 'gone' } })
  const nothing = await setUp(t, [reply(204)])
  t.match(await nothing.platform.request({ url, json }), { status: 204, json: null })
})

test('tries an idempotent call again', async t => {
  const replies = [reply(500), reply(502, 'secret'), reply(200, 'at last')]
  const read = await setUp(t, replies)
  t.equal((await read.platform.request({ url })).text, 'at last')
  t.equal(read.pauses.length, 2)
  t.ok(read.pauses.every(pause => pause >= 250 && pause <= 4_000))

  const written = await setUp(t, replies)
  t.strictSame(await failureOf(written.platform.request({ method: 'POST', url })), {
    code: 'upstream_error',
    message: 'server error',
    status: 500,
    retryAfterSeconds: undefined,
  })
  t.equal(written.received.length, 1)

  const declared = await setUp(t, [hangUp, ...replies])
  const call: Call = { method: 'DELETE', url, idempotent: true }
  t.match(await failureOf(declared.platform.request(call)), { status: 502 })
  t.equal(declared.received.length, 3)

  const single = await setUp(t, [hangUp, reply(200)])
  const once = single.platform.request({ url, idempotent: false })
  t.match(await failureOf(once), { code: 'upstream_error', message: 'network error' })
  t.equal(single.received.length, 1)
})

test('a redirect is not followed', async t => {
  const { platform, received } = await setUp(t, [
    reply(302, '', { location: 'https://api.example.com/secret' }),
  ])
  t.match(await failureOf(platform.request({ url })), { message: 'redirect', status: 302 })
  t.equal(received.length, 1)
})

test('Retry-After is handed up at once', async t => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['30', 30],
    ['2.0', 2],
    ['0.3', 1],
    ['Mon, 02 Nov 2026 09:17:00 GMT', 120],
    ['Mon, 02 Nov 2026 09:10:00 GMT', 0],
    ['9'.repeat(30), 86_400],
    ['9'.repeat(400), undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['Soon, very', undefined],
  ]
  const date = 'Mon, 02 Nov 2026 09:15:00 GMT'
  for (const [header, seconds] of cases) {
    const limited = await setUp(t, [reply(429, 'secret', { 'retry-after': header, date })])
    t.match(await failureOf(limited.platform.request({ url })), {
      code: 'rate_limited',
      status: 429,
      retryAfterSeconds: seconds,
    })
    t.equal(limited.received.length, 1)
  }
  const busy = await setUp(t, [reply(503, '', { 'retry-after': '60' })])
  t.match(await failureOf(busy.platform.request({ url })), {
    code: 'upstream_error',
    status: 503,
    retryAfterSeconds: 60,
  })
  t.equal(busy.received.length, 1, 'not tried before its time')

  const vague = await setUp(t, [reply(429)])
  t.match(await failureOf(vague.platform.request({ url })), { retryAfterSeconds: undefined })
})

test('401 is auth_failed', async t => {
  const { platform, received } = await setUp(t, [reply(401, 'secret')])
  t.match(await failureOf(platform.request({ url })), { code: 'auth_failed', status: 401 })
  t.equal(received.length, 1)
})

test('calls only listed hosts by https', async t => {
  const { platform, received } = await setUp(t, [reply(200)], {
    hosts: [
      'API.example.com',
      'shop.example.com:8443',
      'bad.example.com/path',
      'u@bad.example.com',
      '',
      '?',
    ],
  })
  for (const good of [url, 'https://API.EXAMPLE.COM:443/', 'https://shop.example.com:8443/x']) {
    t.equal((await platform.request({ url: good })).status, 200, good)
  }
  t.equal(received.length, 3)
  const bad: readonly (readonly [string, string])[] = [
    ['http://api.example.com/', 'not an https URL'],
    ['file:///hidden', 'not an https URL'],
    ['/v1/people', 'not an absolute URL'],
    ['https://hidden:secret@api.example.com/', 'credentials in the URL'],
    ['https://user@api.example.com/', 'credentials in the URL'],
    ['https://api.example.com:8443/', 'host not allowed'],
    ['https://shop.example.com/', 'host not allowed'],
    ['https://api.example.com./', 'host not allowed'],
    ['https://api.example.com.hidden.test/', 'host not allowed'],
    ['https://sub.api.example.com/', 'host not allowed'],
    ['https://bad.example.com/path', 'host not allowed'],
    ['https://127.0.0.1/', 'host not allowed'],
  ]
  for (const [target, message] of bad) {
    const failure = await failureOf(platform.request({ url: target }))
    t.match(failure, { code: 'upstream_error', message }, target)
  }
  t.equal(received.length, 3, 'nothing was sent')
})

test('a call that cannot be sent', async t => {
  const { platform, received } = await setUp(t, [reply(200)])
  const headers = { 'x-a': 'secret\r\nx-b: 1' }
  t.match(await failureOf(platform.request({ url, headers })), { message: 'call not well-formed' })
  t.equal(received.length, 0)
})

test('large, packed, cut and unknown bodies', async t => {
  const gzip = { 'content-encoding': 'gzip' }
  const limit = 10 * 1_024 * 1_024
  const packed = await setUp(t, [reply(200, gzipSync('{"a":1}'), gzip)])
  t.strictSame((await packed.platform.request({ url, json: true })).json, { a: 1 })
  const full = await setUp(t, [reply(200, Buffer.alloc(limit, 0x20))])
  t.equal((await full.platform.request({ url })).text.length, limit)

  const failures: readonly (readonly [Reply, string, number])[] = [
    [reply(200, Buffer.alloc(limit + 1)), 'answer too large', 1],
    [reply(200, gzipSync(Buffer.alloc(limit + 1)), gzip), 'answer too large', 1],
    [reply(200, gzipSync('x'.repeat(100)).subarray(0, 20), gzip), 'answer cut or garbled', 3],
    [reply(200, 'plain', gzip), 'answer cut or garbled', 3],
    [reply(200, 'x', { 'content-encoding': 'br' }), 'answer cut or garbled', 3],
    [
      response =>
        response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy()),
      'network error',
      3,
    ],
  ]
  for (const [index, [answer, message, tries]] of failures.entries()) {
    const { platform, received } = await setUp(t, [answer])
    t.match(
      await failureOf(platform.request({ url })),
      { code: 'upstream_error', message },
      `${index}`,
    )
    t.equal(received.length, tries)
  }
})

test('a call ends when its time is up', async t => {
  const timer = new AbortController()
  const asked: number[] = []
  const options = {
    timeout: (milliseconds: number) => {
      asked.push(milliseconds)
      return timer.signal
    },
  }
  const { platform, received } = await setUp(t, [() => timer.abort()], options)
  t.match(await failureOf(platform.request({ url })), {
    code: 'upstream_error',
    message: 'timeout',
  })
  t.strictSame(asked, [30_000])
  t.equal(received.length, 1)

  const pausing = new AbortController()
  const paused = await setUp(t, [reply(500)], {
    timeout: () => pausing.signal,
    wait: async (_milliseconds, signal) => {
      pausing.abort()
      signal?.throwIfAborted()
    },
  })
  t.match(await failureOf(paused.platform.request({ url })), {
    message: 'server error',
    status: 500,
  })
  t.equal(paused.received.length, 1)
})

test('the clock is handed through', async t => {
  const { platform } = await setUp(t, [])
  t.equal(platform.now, now)
})
