import { gzipSync } from 'node:zlib'
import type { BadCase, Outcome, Row } from './bad-case.ts'
import type { Specimen } from './specimen.ts'
import { canary } from './spoil.ts'

const defaultMaxBytes = 1_048_576
const methods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Bodies that are not read: they may be anything, for the platforms that say all in headers. */
export const anythingRows: readonly Row[] = [
  ['JSON that is cut off', 'recorded', () => Buffer.from(`{"a":"${canary}`)],
  ['no text at all', 'recorded', () => Buffer.from([0, 255, 254, 0])],
  ['nothing', 'recorded', () => Buffer.alloc(0)],
  ['almost too much', 'recorded', () => Buffer.alloc(defaultMaxBytes, 'x')],
]

/** What is wrong around a body that is good: its type, its encoding, its size, the method. */
export function transportCases(specimen: Specimen): readonly BadCase[] {
  const { adapter, body, headers, format } = specimen
  const { maxBytes = defaultMaxBytes, methods: further = [] } = adapter.endpoint ?? {}
  const own = headers['content-type']?.split(';')[0] ?? ''
  const foreign: Outcome = format === 'anything' ? 'recorded' : 'foreign type'
  let count = 0
  // The same bytes are set aside once: something harmless at the end keeps these apart.
  const apart = () =>
    Buffer.concat([body, Buffer.from(format === 'form' ? `&z${count++}=` : ' '.repeat(count++))])
  const typed = (type: string | null, outcome: Outcome): BadCase => ({
    name: `content type ${type ?? 'missing'}`,
    call: { body: apart(), headers: { 'content-type': type } },
    outcome,
  })
  const zipped = gzipSync(body)
  return [
    typed('text/plain', foreign),
    typed('application/x-unheard-of', foreign),
    typed(`multipart/form-data; boundary=${canary}`, foreign),
    typed(`${own}; charset=utf-16`, foreign),
    typed(`${own}; charset=iso-8859-1`, foreign),
    typed(null, format === 'form' ? 'foreign type' : 'recorded'),
    {
      name: 'gzip',
      call: { body: zipped, headers: { 'content-encoding': 'gzip' } },
      outcome: zippedOutcome(specimen),
    },
    {
      name: 'an encoding that nobody knows',
      call: { body: apart(), headers: { 'content-encoding': 'x-unheard-of' } },
      outcome: 'foreign type',
    },
    {
      name: 'one byte too many',
      call: { body: Buffer.alloc(maxBytes + 1, 'x') },
      outcome: 'too large',
    },
    ...methods.map(
      (method): BadCase => ({
        name: `method ${method}`,
        call: { method },
        outcome: further.some(each => each === method) ? 'nothing to do' : 'other method',
      }),
    ),
  ]
}

/** Where the signature is over fields, bytes that hold none are not proven. */
function zippedOutcome({ name }: Specimen): Outcome {
  return name === 'mailchimp transactional' ? 'unreadable' : 'foreign type'
}
