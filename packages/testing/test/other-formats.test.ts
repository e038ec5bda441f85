import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { parcel, recordingOf, samples, signatureOf } from './support/parcel.ts'
import { verdictsOf } from './verdicts.ts'

const url = 'https://in.example.com/hooks/parcel/event?did=did:x&dxKey=dx_1'
const person = '{"id":"p-1","from":{"email":"from@example.com"},"to":{"email":"to@example.com"}}'
const bodies = {
  'application/x-www-form-urlencoded': `kind=sent&parcels=${encodeURIComponent(`[${person}]`)}`,
  'text/xml':
    '<Parcels><Parcel><id>p-2</id><to><email>to@example.com</email></to></Parcel></Parcels>',
  'application/json': `{"parcels":[${person}]}`,
}

const files = Object.entries(bodies).map(([type, body], index) => {
  const headers = { 'content-type': type, 'x-parcel-signature': signatureOf('secret-1', url, body) }
  const recording = recordingOf([], {
    credentials: { signingSecret: 'secret-1', did: 'did:x', dxKey: 'dx_1' },
    request: { method: 'POST', path_suffix: '/event', url, headers, body },
    expect: { events: [{ type: 'parcel.sent', meaning: 'processing' }] },
  })
  return [`${index}.json`, JSON.stringify(recording)]
})

test('a platform of forms, XML and signed URLs can be proven as well', async t => {
  const folder = pathToFileURL(`${t.testdir(Object.fromEntries(files))}/`)
  const { fetch: _fetch, ...adapter } = parcel('key')
  const { failed, passed } = await verdictsOf(adapter, { ...samples, recordings: folder })
  t.strictSame([...failed], [])
  for (const group of [
    'signature',
    'body',
    'tenancy',
    'repetition',
    'personal data',
    'mutations',
  ]) {
    t.ok(
      passed.some(name => name.startsWith(`${group}: `)),
      group,
    )
  }
})

test('what leaks from a form or XML is noticed', async t => {
  const folder = pathToFileURL(`${t.testdir(Object.fromEntries(files.slice(0, 2)))}/`)
  const honest = parcel('key')
  const leaking = {
    ...honest,
    parseEvent: (...given: Parameters<typeof honest.parseEvent>) => {
      const { events, ...rest } = honest.parseEvent(...given)
      const type = (data: unknown) => `sent to ${(data as { to?: { email?: string } }).to?.email}`
      return { ...rest, events: events.map(event => ({ ...event, type: type(event.data) })) }
    },
  }
  const check = 'personal data: what arrives does not leave'
  const { failed } = await verdictsOf(
    leaking,
    { ...samples, recordings: folder },
    name => name === check,
  )
  t.match(failed.get(check), /holds what stood at .*canary/)
})
