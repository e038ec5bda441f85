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
