import { expectStatus, withEach } from './assertions.ts'
import { maxBytesOf, padded, withMember } from './bodies.ts'
import type { Check, SuiteContext } from './check.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'

const deepest = 100_000
const declared = [200, 400, 401, 413, 415]

const survive = 'take any text for what it is; what cannot be used is no reason to throw.'
const readyFormats = 'decode by the ready formats: json(), form(), xml(). They know the limits.'

/** Bodies that no honest platform sends, signed as it would: each gets a status of its own, never 500. */
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
    function* (specimen) {
      const { format, request } = specimen
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
      noSpecimens(context) ??
      (context.specimens.every(({ format }) => format === 'anything')
        ? 'its bodies are not read, whatever they are'
        : null),
    run: ({ specimens }) =>
      withEach(specimens, async (specimen, rig) => {
        const request = specimen.with(specimen.request.body)
        const headers = Object.entries(request.headers).filter(
          ([name]) => name.toLowerCase() !== 'content-type',
        )
        for (const type of ['application/x-unheard-of', 'text/plain', 'multipart/form-data']) {
          const changed = { ...Object.fromEntries(headers), 'content-type': type }
          await expectStatus(
            rig,
            { ...request, headers: changed },
            [415],
            `${specimen.file}: ${type}`,
          )
        }
      }),
  },
  {
    name: 'body: the largest is taken, and one byte more is refused with 413',
    hint: 'leave the limit to endpoint.maxBytes, and make it no smaller than what the platform sends.',
    skip: noSpecimens,
    run: ({ adapter, specimens }) =>
      withEach(specimens.slice(0, 1), async (specimen, rig) => {
        const { file, format, request } = specimen
        const maxBytes = maxBytesOf(adapter)
        const largest = padded(format, request.body, maxBytes)
        const what = `${file}: ${maxBytes} bytes`
        if (largest !== null) await expectStatus(rig, specimen.with(largest), [200], what)
        const headers = specimen.sign(request.body) ?? {}
        const more = Buffer.alloc(maxBytes + 1, 'x')
        await expectStatus(rig, specimen.with(more, headers), [413], `${what} and one`)
      }),
  },
]

/** Name of the variation, its bytes (null: this format has no such thing), and what may be answered. */
type Variation = readonly [string, Buffer | null, readonly number[]]

function bodyCheck(
  name: string,
  hint: string,
  variationsOf: (specimen: Specimen, maxBytes: number) => Iterable<Variation>,
): Check {
  return {
    name,
    hint,
    skip: noSpecimens,
    run: ({ adapter, specimens }) =>
      withEach(specimens, async (specimen, rig) => {
        for (const [what, body, statuses] of variationsOf(specimen, maxBytesOf(adapter))) {
          if (body === null) continue
          // A body that is not read cannot be found wrong.
          const allowed = specimen.format === 'anything' ? [...statuses, 200] : statuses
          await expectStatus(rig, specimen.with(body), allowed, `${specimen.file}: ${what}`)
        }
      }),
  }
}

function json(format: string, body: Buffer, value: string): Buffer | null {
  return format === 'json' ? withMember(format, body, value, { raw: true }) : null
}

function noSpecimens({ specimens }: SuiteContext): string | null {
  return specimens.length > 0 ? null : nothingTaken
}
