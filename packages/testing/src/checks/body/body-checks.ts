import { expectStatus } from '../assertions/expect-status.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withEach } from '../context/with-server.ts'
import { maxBytesOf } from './max-bytes-of.ts'
import { padded } from './padded.ts'
import { withMember } from './with-member.ts'

const deepest = 100_000

const declared = [200, 400, 401, 413, 415]

const survive = 'take any text for what it is; what cannot be used is no reason to throw.'

const readyFormats = 'decode by the ready formats: json(), form(), xml(). They know the limits.'

/** Bodies that no real platform sends, signed as it would: each gets a status of its own, never 500. */
export const bodyChecks: readonly Check[] = [
  bodyCheck(
    'body: a NUL and lone surrogates are survived',
    survive,
    function* ({ format, request }) {
      for (const text of ['"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"']) {
        yield [text, json(format, request.body, text), [200, 400]]
      }
      yield ['a NUL byte', Buffer.concat([request.body, Buffer.from([0])]), declared]
    },
  ),
  bodyCheck(
    'body: nesting without end is refused',
    readyFormats,
    function* ({ format, request }, maxBytes) {
      const room = maxBytes - request.body.length - 100
      const depth = Math.min(deepest, Math.floor(room / (format === 'xml' ? 7 : 2)))
      const nested = '['.repeat(depth) + ']'.repeat(depth)
      yield ['as a member', json(format, request.body, nested), [400, 413]]
      if (format === 'json') yield ['alone', Buffer.from(nested), [400, 413]]
      if (format === 'xml') {
        yield ['alone', Buffer.from('<a>'.repeat(depth) + '</a>'.repeat(depth)), [400, 413]]
      }
    },
  ),
  bodyCheck(
    'body: a name that could change a prototype is refused',
    readyFormats,
    function* (delivery) {
      const { format, request } = delivery
      const name = format === 'form' ? '__proto__[x]' : '__proto__'
      const value = format === 'form' ? '1' : '{"x":1}'
      const body = withMember(format, request.body, value, { raw: format !== 'form', name })
      yield [name, body, format === 'form' ? [400, 401] : [400]]
    },
  ),
  bodyCheck(
    'body: malformed, cut off or empty is refused',
    readyFormats,
    function* ({ format, request }) {
      const refusals = format === 'form' ? [400, 401] : [400]
      const malformed = { json: '{"a":', form: '%zz=%', xml: '<a><b></a>' }[format]
      if (malformed !== undefined) yield ['malformed', Buffer.from(malformed), refusals]
      if (format !== 'form') {
        yield ['cut off', request.body.subarray(0, request.body.length - 2), refusals]
      }
      yield ['empty', Buffer.alloc(0), declared]
    },
  ),
  {
    name: 'body: a foreign content type is refused with 415',
    hint: 'name in endpoint.formats the content types that the platform sends, and no others.',
    skip: context =>
      noDeliveries(context) ??
      (context.oneOfEachKind.every(({ format }) => format === 'anything')
        ? 'its bodies are not read, whatever they are'
        : null),
    run: ({ oneOfEachKind }) =>
      withEach(oneOfEachKind, async (delivery, server) => {
        const request = delivery.with(delivery.request.body)
        const headers = Object.entries(request.headers).filter(
          ([name]) => name.toLowerCase() !== 'content-type',
        )
        for (const type of ['application/x-unheard-of', 'text/plain', 'multipart/form-data']) {
          const changed = { ...Object.fromEntries(headers), 'content-type': type }
          await expectStatus(
            server,
            { ...request, headers: changed },
            [415],
            `${delivery.file}: ${type}`,
          )
        }
      }),
  },
  {
    name: 'body: the largest is taken, and one byte more is refused with 413',
    hint: 'leave the limit to endpoint.maxBytes, and make it no smaller than what the platform sends.',
    skip: noDeliveries,
    run: ({ adapter, oneOfEachKind }) =>
      withEach(oneOfEachKind.slice(0, 1), async (delivery, server) => {
        const { file, format, request } = delivery
        const maxBytes = maxBytesOf(adapter)
        const largest = padded(format, request.body, maxBytes)
        const what = `${file}: ${maxBytes} bytes`
        if (largest !== null) await expectStatus(server, delivery.with(largest), [200], what)
        const headers = delivery.sign(request.body) ?? {}
        const more = Buffer.alloc(maxBytes + 1, 'x')
        await expectStatus(server, delivery.with(more, headers), [413], `${what} and one`)
      }),
  },
]

/** Name of the variation, its bytes (null: this format has no such thing), and what may be answered. */
type Variation = readonly [string, Buffer | null, readonly number[]]

function bodyCheck(
  name: string,
  hint: string,
  variationsOf: (delivery: RecordedDelivery, maxBytes: number) => Iterable<Variation>,
): Check {
  return {
    name,
    hint,
    skip: noDeliveries,
    run: ({ adapter, oneOfEachKind }) =>
      withEach(oneOfEachKind, async (delivery, server) => {
        for (const [what, body, statuses] of variationsOf(delivery, maxBytesOf(adapter))) {
          if (body === null) continue
          // A body that is not read cannot be found wrong.
          const allowed = delivery.format === 'anything' ? [...statuses, 200] : statuses
          await expectStatus(server, delivery.with(body), allowed, `${delivery.file}: ${what}`)
        }
      }),
  }
}

function json(format: string, body: Buffer, value: string): Buffer | null {
  return format === 'json' ? withMember(format, body, value, { raw: true }) : null
}

function noDeliveries({ oneOfEachKind }: SuiteContext): string | null {
  return oneOfEachKind.length > 0 ? null : nothingTaken
}
