import { byAccount, type Rejection } from '@conduit/core'
import {
  generateDxKey,
  type MemoryIntegration,
  memoryStore,
  type Observation,
} from '@conduit/core/host'
import { test } from 'tap'
import { acmeWith, appOf, bodyOf, did, dxKey, signed, signingSecret } from './acme.ts'

const integration = (account: string): MemoryIntegration => ({
  adapter: 'acme',
  settings: { accounts: [account] },
  accounts: [account],
})

/** One URL for two integrations, of accounts a1 and a2; what is called could not be read in part. */
async function deliver(events: readonly string[], rejected: readonly Rejection[]) {
  const adapter = acmeWith({
    authenticate: byAccount(),
    parseEvent: ({ payload }) => ({
      deliveryId: null,
      events: events.map((account, index) => ({
        ...{ type: 'member.updated', meaning: 'subject.updated', occurredAt: null },
        ...{ id: `${index}`, account, path: '', data: payload },
      })),
      rejected,
    }),
  })
  const store = memoryStore([integration('a1'), integration('a2')])
  const codes: string[] = []
  const observe = ({ code }: Observation) => codes.push(code)
  const { post } = await appOf(adapter, { store, options: { signingSecret }, observe })
  const reply = await post('{"id":"d1","events":[]}')
  const kept = store.deliveries.map(
    ({ integrationId, activities, rejected, quarantine, ignored }) => ({
      account: integrationId === store.integrations[0]?.id ? 'a1' : 'a2',
      ...{ events: activities.length, rejected, ignored, isKept: quarantine !== null },
    }),
  )
  return { status: reply.statusCode, code: codes[0], kept }
}

const of = (account?: string): Rejection => ({
  ...{ path: '/x', reason: 'strange' },
  ...(account !== undefined && { account }),
})

test('an item that cannot be read is kept for whom it is', async t => {
  t.strictSame(await deliver(['a1'], [of('a2'), of('a2')]), {
    status: 200,
    code: 'partial',
    kept: [
      { account: 'a1', events: 1, rejected: 0, ignored: 0, isKept: false },
      { account: 'a2', events: 0, rejected: 2, ignored: 0, isKept: true },
    ],
  })
  t.strictSame(await deliver([], [of('a2')]), {
    status: 200,
    code: 'quarantined',
    kept: [{ account: 'a2', events: 0, rejected: 1, ignored: 0, isKept: true }],
  })
})

test('one of an account that is nobody’s is counted like its events', async t => {
  t.strictSame(await deliver(['a1', 'a3'], [of('a3')]), {
    status: 200,
    code: 'recorded',
    kept: [{ account: 'a1', events: 1, rejected: 0, ignored: 2, isKept: false }],
  })
  const nobodys = { status: 200, code: 'ignored', kept: [] }
  t.strictSame(await deliver(['a3', 'a4'], []), nobodys)
  t.strictSame(await deliver([], [of('a3')]), nobodys)
  t.strictSame(await deliver([], []), { ...nobodys, code: 'recorded' }, 'nothing at all')
})

test('one that does not say whose it is: kept with the rest; alone the platform has to keep it', async t => {
  t.strictSame(await deliver(['a2'], [of()]), {
    status: 200,
    code: 'partial',
    kept: [{ account: 'a2', events: 1, rejected: 1, ignored: 0, isKept: true }],
  })
  const refused = { status: 400, code: 'invalid', kept: [] }
  t.strictSame(await deliver([], [of(), of()]), refused)
  t.strictSame(await deliver(['a3'], [of()]), refused)
})

test('an unsigned call reaches nobody but its caller', async t => {
  const adapter = acmeWith({ verifySignature: () => 'unsigned' })
  const store = memoryStore([{ ...integration('a1'), did, dxKey }, integration('a2')])
  const { post } = await appOf(adapter, { store, options: { signingSecret } })
  await post(bodyOf({ account: 'a1' }, { account: 'a2' }))
  t.strictSame(
    store.activities.map(({ account }) => account),
    ['a1'],
  )
  t.match(store.deliveries, [{ verification: 'unsigned', ignored: 1 }])
})

test('what is of another account is not kept by whoever called', async t => {
  const store = memoryStore([{ ...integration('a1'), did, dxKey }])
  const { post } = await appOf(acmeWith(), { store, options: { signingSecret } })
  await post(bodyOf({ account: 'a3' }))
  t.strictSame(store.activities, [])
  t.match(store.deliveries, [{ ignored: 1 }])
})

test('a tenant’s own secret does not speak for those who rely on the operator’s', async t => {
  const one = integration('a1')
  const own = { ...one, did, dxKey, settings: { ...one.settings, signingSecret: 'own-secret' } }
  const store = memoryStore([own, integration('a2')])
  const { post } = await appOf(acmeWith(), { store, options: { signingSecret } })
  const body = bodyOf({ account: 'a1' }, { account: 'a2' })
  await post(body, { 'x-acme-signature': signed(body, 'own-secret') })
  t.strictSame(
    store.activities.map(({ account }) => account),
    ['a1'],
  )
})

test('customer 7 of one account is nobody of another, whatever account a call names', async t => {
  const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
  const keys = [dxKey, generateDxKey()]
  const settings = { signingSecret }
  const store = memoryStore(
    keys.map(dxKey => ({ adapter: 'acme', settings, controllerId, did, dxKey })),
  )
  const { post } = await appOf(acmeWith(), { store })
  for (const key of keys) {
    const url = `/acme/event?did=${did}&dxKey=${key}`
    await post(bodyOf({ id: 7 }, { id: 7, account: 'a9' }), {}, url)
  }
  t.equal(store.activities.length, 4)
  t.equal(store.subjects.length, 2, 'one of each integration')
})

/** Events of these accounts at Acme's one URL for all, with what it names in a header. */
async function deliverTo(
  integrations: readonly MemoryIntegration[],
  accounts: readonly (string | undefined)[],
  headers: Record<string, string> = {},
  proof: 'signed' | 'unsigned' = 'signed',
) {
  const adapter = acmeWith({
    authenticate: byAccount({ header: 'x-acme-account' }),
    ...(proof === 'unsigned' && { verifySignature: () => proof }),
  })
  const store = memoryStore(integrations)
  const reasons: (string | null)[] = []
  const observe = ({ reason }: Observation) => reasons.push(reason)
  const { post } = await appOf(adapter, { store, options: { signingSecret }, observe })
  const body = bodyOf(...accounts.map(account => (account === undefined ? {} : { account })))
  const send = async () => {
    const { statusCode, headers: answered } = await post(body, headers)
    return { status: statusCode, retryAfter: answered['retry-after'] }
  }
  return { store, send, reasons, kept: () => store.activities.map(({ account }) => account) }
}

const claiming = (account: string): MemoryIntegration => ({
  adapter: 'acme',
  settings: { accounts: [account] },
  claims: [account],
})

test('an account that is claimed and unproven: the platform keeps its events, the rest is recorded', async t => {
  const { send, kept, store, reasons } = await deliverTo(
    [integration('a1'), claiming('a2')],
    ['a1', 'a2', 'a3'],
  )
  t.strictSame(await send(), { status: 503, retryAfter: '300' })
  t.match(reasons, [/claimed here, and nobody has proven/])
  t.strictSame(kept(), ['a1'])
  t.match(store.deliveries, [{ ignored: 1 }], 'what is nobody’s is ignored as ever')
  t.strictSame(await send(), { status: 503, retryAfter: '300' })
  t.strictSame(kept(), ['a1'], 'a repetition records it once')
  const alone = await deliverTo([claiming('a2')], ['a2'])
  t.match(await alone.send(), { status: 503 })
  t.strictSame(alone.store.deliveries, [])
  t.match(await (await deliverTo([claiming('a2')], ['a3'])).send(), { status: 200 })
})

test('one that a header names is asked for once the call is proven', async t => {
  const named = { 'x-acme-account': 'a2' }
  const claimed = await deliverTo([claiming('a2')], [undefined], named)
  t.match(await claimed.send(), { status: 503 })
  t.match(await (await deliverTo([], [undefined], named)).send(), { status: 200 })
  const forged = { ...named, 'x-acme-signature': '00' }
  t.match(await (await deliverTo([claiming('a2')], [undefined], forged)).send(), { status: 401 })
  t.match(await (await deliverTo([], [undefined], forged)).send(), { status: 401 })
  const anybodys = await deliverTo([claiming('a2')], [undefined, 'a2'], named, 'unsigned')
  t.match(await anybodys.send(), { status: 200 }, 'whoever calls unsigned learns nothing')
  t.strictSame(anybodys.store.deliveries, [])
})

test('whose credential is presented goes first', async t => {
  const caller = { adapter: 'acme', did, dxKey }
  const all = { ...caller, settings: {} }
  const listing = { ...caller, settings: { accounts: ['a1'] }, claims: ['a1'] }
  const cases: [string, MemoryIntegration, MemoryIntegration, readonly string[]][] = [
    ['it lists none', all, integration('a1'), ['a1', 'caller']],
    ['it lists it, unproven', listing, integration('a1'), ['a1', 'caller']],
    ['another claims it', all, claiming('a1'), ['a1', 'caller']],
    [
      'it lists another one',
      { ...listing, settings: { accounts: ['a9'] } },
      integration('a1'),
      ['a1', 'other'],
    ],
    ['that is claimed alone', { ...listing, settings: { accounts: ['a9'] } }, claiming('a1'), []],
  ]
  for (const [name, first, second, expected] of cases) {
    const store = memoryStore([first, second])
    const { post } = await appOf(acmeWith(), { store, options: { signingSecret } })
    const reply = await post(bodyOf({ account: 'a1' }))
    t.equal(reply.statusCode, 200, name)
    const [callersId] = store.integrations.map(({ id }) => id)
    t.strictSame(
      store.activities.flatMap(({ account, integrationId }) => [
        account,
        integrationId === callersId ? 'caller' : 'other',
      ]),
      expected,
      name,
    )
  }
})
