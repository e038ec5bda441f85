import salesforce from '@conduit/adapter-salesforce'
import { isPlatformError, type PlatformErrorCode, type Read, type Token } from '@conduit/core'
import { createPlatform } from '@conduit/core/host'
import { type FakeCall, fakePlatform } from '@conduit/testing'
import { type Test, test } from 'tap'
import { change, organizationId, parse, personalDataOf } from './support.ts'

const base = 'https://example.my.salesforce.com'
const settings = {
  organizationId,
  instanceUrl: `${base}/`,
  clientId: 'key',
  clientSecret: 'client-secret',
}
const ids = ['0035g00000Cd1AAAAZ', '0035g00000Cd2AAAAZ', '0035g00000Cd3AAAAZ']

const token = (value: string): FakeCall => ({
  request: {
    method: 'POST',
    url: `${base}/services/oauth2/token`,
    body: 'grant_type=client_credentials&client_id=key&client_secret=client-secret',
  },
  response: { status: 200, body: JSON.stringify({ access_token: value, instance_url: base }) },
})

const record = (
  id: string | undefined,
  bearer: string,
  status: number,
  body: unknown,
): FakeCall => ({
  request: {
    method: 'GET',
    url: `${base}/services/data/v64.0/sobjects/Contact/${id}`,
    headers: { authorization: `Bearer ${bearer}` },
  },
  response: { status, body: JSON.stringify(body) },
})

/** Runs the adapter's `read` for one gap event against a scripted platform. */
async function read(t: Test, script: readonly FakeCall[], recordIds: readonly string[]) {
  const fake = await fakePlatform(script)
  t.teardown(() => fake.close())
  const kept: Token[] = []
  const platform = createPlatform({
    hosts: salesforce.hosts?.(settings) ?? [],
    now: () => new Date(0),
    transport: fake.transport,
    tokens: { load: async () => kept.at(-1) ?? null, save: async each => void kept.push(each) },
  })
  const [gap] = parse(change('Contact', 'GAP_UPDATE', {}, { recordIds })).events
  if (gap?.wants === undefined) throw new Error('nothing wanted')
  const { data: _data, wants, id: _id, ...event } = gap
  let found: Read | undefined
  let failure: PlatformErrorCode | null = null
  try {
    found = await salesforce.read?.({ ref: wants.ref, event }, { settings, state: {} }, platform)
  } catch (error) {
    if (!isPlatformError(error)) throw error
    failure = error.code
  }
  t.strictSame(fake.unexpected, [])
  t.strictSame(fake.unused, [])
  return { found, failure }
}

const gone = [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED' }]

test('reads the records of a gap', async t => {
  const contact = { attributes: { type: 'Contact' }, Id: ids[0], Email: 'ada@example.com' }
  const script = [
    token('one'),
    record(ids[0], 'one', 200, contact),
    record(ids[1], 'one', 404, gone),
    record(ids[2], 'one', 400, [{ errorCode: 'MALFORMED_ID' }]),
  ]
  const { found, failure } = await read(t, script, ids)
  t.equal(failure, null)
  t.match(found, {
    event: { id: `tx-1:1:${ids[0]}`, type: 'Contact.GAP_UPDATE', meaning: 'processing' },
    further: [],
    rejected: [{ reason: 'status 400' }],
  })
  const data = personalDataOf(found?.event ?? undefined)
  t.match(data.people, [{ identifiers: [{ value: ids[0] }, { value: 'ada@example.com' }] }])
})

test('each further record is an event of its own', async t => {
  const script = [
    token('one'),
    ...ids.map(id => record(id, 'one', 200, { Id: id, Email: `${id}@example.com` })),
  ]
  const { found } = await read(t, script, ids)
  t.match(found, {
    event: { id: `tx-1:1:${ids[0]}` },
    further: [{ id: `tx-1:1:${ids[1]}` }, { id: `tx-1:1:${ids[2]}` }],
    rejected: [],
  })
})

test('records that are gone hold no data; where none can be read the event is given up', async t => {
  const [id] = ids
  const deleted = await read(t, [token('one'), record(id, 'one', 404, gone)], ids.slice(0, 1))
  t.strictSame(deleted, { found: { event: null, further: [], rejected: [] }, failure: null })
  const odd = await read(t, [token('one'), record(id, 'one', 400, [])], ids.slice(0, 1))
  t.strictSame(odd, { found: { rejected: [{ path: '', reason: 'status 400' }] }, failure: null })
})

test('what the user may not see waits until somebody has allowed it', async t => {
  const closed = record(ids[0], 'one', 403, [{ errorCode: 'INSUFFICIENT_ACCESS' }])
  const refused = await read(t, [token('one'), closed], ids.slice(0, 1))
  t.strictSame(refused, { found: undefined, failure: 'auth_failed' })
})

test('a session that ended is renewed once', async t => {
  const ended = record(ids[0], 'one', 401, [{ errorCode: 'INVALID_SESSION_ID' }])
  const script = [token('one'), ended, token('two'), record(ids[0], 'two', 200, { Id: ids[0] })]
  const { found } = await read(t, script, ids.slice(0, 1))
  t.match(found, { event: { id: `tx-1:1:${ids[0]}` } })
})

test('what a platform does wrong has a name', async t => {
  const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]
  const limited = [token('one'), record(ids[0], 'one', 403, limit)]
  t.strictSame(await read(t, limited, ids), { failure: 'rate_limited', found: undefined })
  const { request } = token('')
  const refused = { request, response: { status: 400, body: '{"error":"invalid_client"}' } }
  t.strictSame(await read(t, [refused], ids), { failure: 'auth_failed', found: undefined })
})
