import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { carrier, sign, signatureOf, technical } from './support/carrier.ts'
import { verdictsOf } from './verdicts.ts'

const url = 'https://in.example.com/hooks/carrier/event?did=did:x&dxKey=dx_1'
const person = '{"id":"p-1","from":{"email":"from@example.com"},"to":{"email":"to@example.com"}}'
const bodies = {
  'application/x-www-form-urlencoded': `kind=sent&parcels=${encodeURIComponent(`[${person}]`)}`,
  'text/xml':
    '<Parcels><Parcel><id>p-2</id><to><email>to@example.com</email></to></Parcel></Parcels>',
  'application/json': `{"parcels":[${person}]}`,
}

const files = Object.entries(bodies).map(fileOf)

function fileOf([type, body]: readonly [string, string], index: number): readonly [string, string] {
  const headers = {
    'content-type': type,
    'x-carrier-signature': signatureOf('secret-1', url, body),
  }
  const recording = {
    receivedAt: '2026-11-10T09:00:00.000Z',
    credentials: { signingSecret: 'secret-1', did: 'did:x', dxKey: 'dx_1' },
    request: { method: 'POST', path_suffix: '/event', query: {}, url, headers, body },
    expect: { status: 200, events: [{ type: 'parcel.sent', meaning: 'processing' }] },
  }
  return [`${index}.json`, JSON.stringify(recording)]
}

test('a platform of forms, XML and signed URLs can be proven as well', async t => {
  const folder = pathToFileURL(`${t.testdir(Object.fromEntries(files))}/`)
  const { failed, passed } = await verdictsOf(carrier, { sign, recordings: folder, technical })
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
  const leaking = {
    ...carrier,
    parseEvent: (...given: Parameters<typeof carrier.parseEvent>) => {
      const { events, ...rest } = carrier.parseEvent(...given)
      const type = (data: unknown) => `sent to ${(data as { to?: { email?: string } }).to?.email}`
      return { ...rest, events: events.map(event => ({ ...event, type: type(event.data) })) }
    },
  }
  const check = 'personal data: what arrives does not leave'
  const { failed } = await verdictsOf(leaking, { sign, recordings: folder }, name => name === check)
  t.match(failed.get(check), /holds what stood at .*canary/)
})

test('an address that a URL holds in code is no technical text', async t => {
  const check = 'personal data: every text is found or technical'
  for (const at of ['%40', '%2540']) {
    const body = bodies['application/json'].replace('p-1', `p-1?to=jane${at}example.com`)
    const [name, file] = fileOf(['application/json', body], 0)
    const folder = pathToFileURL(`${t.testdir({ [name]: file })}/`)
    const samples = { sign, recordings: folder, technical }
    const { failed } = await verdictsOf(carrier, samples, each => each === check)
    t.match(failed.get(check), /\/parcels\/0\/id in 0\.json \(it does not look like: id/, at)
  }
})
