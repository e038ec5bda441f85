import salesforce from '@conduit/adapter-salesforce'
import { createPlatform, type Fetched, isPlatformError, type Token } from '@conduit/core'
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

/** Runs the adapter's `fetch` for one gap event against a scripted platform. */
async function read(t: Test, script: readonly FakeCall[], recordIds: readonly string[]) {
  const fake = await fakePlatform(script)
  t.teardown(() => fake.close())
  const kept: Token[] = []
  const platform = createPlatform({
    hosts: salesforce.hosts?.(settings) ?? [],
    now: () => new Date(0),
    transport: fake.transport,
    tokens: { load: async () => kept.at(-1) ?? null, save: async each => void kept.push(each) },
    webhook: async () => ({ url: '', token: '' }),
    save: async () => undefined,
  })
  const [event] = parse(change('Contact', 'GAP_UPDATE', {}, { recordIds })).events
  if (event?.wants === undefined) throw new Error('nothing wanted')
  const { data: _data, wants, id: _id, ...rest } = event
  const pieces: Fetched[] = []
  const wanted = [{ ref: wants.ref, event: rest }]
  const run = async () => {
    const state = {}
    for await (const piece of salesforce.fetch?.(wanted, { settings, state }, platform) ?? []) {
      pieces.push(piece)
    }
  }
  const failure = await run().then(
    () => null,
    (error: unknown) => (isPlatformError(error) ? error.code : error),
  )
  t.strictSame(fake.unexpected, [])
  t.strictSame(fake.unused, [])
  return { pieces, failure }
}

test('reads the records of a gap', async t => {
  const found = { attributes: { type: 'Contact' }, Id: ids[0], Email: 'ada@example.com' }
  const gone = [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED' }]
  const script = [
    token('one'),
    record(ids[0], 'one', 200, found),
    record(ids[1], 'one', 404, gone),
    record(ids[2], 'one', 403, [{ errorCode: 'INSUFFICIENT_ACCESS' }]),
  ]
  const { pieces, failure } = await read(t, script, ids)
  t.equal(failure, null)
  t.match(pieces, [
    {
      events: [{ id: `tx-1:1:${ids[0]}`, type: 'Contact.GAP_UPDATE', meaning: 'processing' }],
      rejected: [{ reason: 'status 403' }],
    },
  ])
  const data = personalDataOf(pieces[0]?.events[0])
  t.match(data.people, [{ identifiers: [{ value: ids[0] }, { value: 'ada@example.com' }] }])
})

test('a session that ended is renewed once', async t => {
  const ended = record(ids[0], 'one', 401, [{ errorCode: 'INVALID_SESSION_ID' }])
  const script = [token('one'), ended, token('two'), record(ids[0], 'two', 200, { Id: ids[0] })]
  const { pieces } = await read(t, script, ids.slice(0, 1))
  t.equal(pieces[0]?.events.length, 1)
})

test('what a platform does wrong has a name', async t => {
  const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]
  const limited = [token('one'), record(ids[0], 'one', 403, limit)]
  t.match(await read(t, limited, ids), { failure: 'rate_limited', pieces: [] })
  const { request } = token('')
  const refused = { request, response: { status: 400, body: '{"error":"invalid_client"}' } }
  t.match(await read(t, [refused], ids), { failure: 'auth_failed', pieces: [] })
})
