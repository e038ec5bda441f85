import { test } from 'tap'
import { receive } from '../src/host.ts'
import { accountId, email, fromMatches } from '../src/index.ts'
import type { Excess } from '../src/receiver/create-receiver.ts'
import { acmeWith, appOf, bodyOf, receiverOf } from './acme.ts'
import { requestOf } from './support/request-of.ts'

const rows = [
  { path: '/emails/*', ...email() },
  { path: '/ids/*', ...accountId({ object: 'member' }) },
]
const adapter = acmeWith({
  tables: { events: [], pii: rows },
  extractPii: (_event, _integration, found) => fromMatches(found),
})
const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `ada${index}@example.com`)
const ids = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`)

async function received(event: Readonly<Record<string, unknown>>) {
  const told: Excess[] = []
  const { receiver, store, integration } = receiverOf(adapter, undefined, {
    onExcess: excess => told.push(excess),
  })
  await receive(receiver, integration, requestOf(bodyOf(event)))
  const [person] = store.deliveries[0]?.activities[0]?.people ?? []
  return { told, person, integration, store }
}

test('of one person a hundred identifiers are kept, and the others counted', async t => {
  const { told, person, integration, store } = await received({ emails: addresses(50_000) })
  t.equal(person?.tokens.length, 100)
  const { integrationId } = integration.apiIds
  t.strictSame(told, [{ identifiers: 49_900, integrationId }])
  t.equal(store.activities.length, 1, 'and the event is kept')
})

test('what identifies best is kept first, and of references as many', async t => {
  const { told, person } = await received({ emails: addresses(60), ids: ids(150) })
  t.strictSame(new Set(person?.tokens.map(({ kind }) => kind)), new Set(['account_id']))
  t.equal(person?.references.length, 100)
  t.match(told, [{ identifiers: 110 + 50 }])
})

test('a hundred are not too many', async t => {
  const { told, person } = await received({ emails: addresses(100) })
  t.equal(person?.tokens.length, 100)
  t.strictSame(told, [])
})

test('one identifier in many places counts once, in time that grows with their number', async t => {
  const cost = async (count: number) => {
    const emails = Array.from({ length: count }, () => 'ada@example.com')
    const before = process.cpuUsage()
    const { told, person } = await received({ emails })
    t.equal(person?.tokens.length, 1)
    t.strictSame(told, [])
    return process.cpuUsage(before).user
  }
  await cost(5_000)
  const few = await cost(5_000)
  const many = await cost(80_000)
  // Each compared with all before it would be 256 times as much.
  t.ok(many < 64 * few, `${many} and ${few} microseconds`)
})

test('an application of its own logs how many', async t => {
  const lines: string[] = []
  const { app, post } = await appOf(adapter)
  t.teardown(() => app.close())
  app.log.warn = (...given: readonly unknown[]) => void lines.push(JSON.stringify(given))
  t.equal((await post(bodyOf({ emails: addresses(103) }))).statusCode, 200)
  t.match(lines, [
    /^\[\{"identifiers":3,"integrationId":"int_[^"]*","adapter":"acme"\},"identifiers left out"\]$/,
  ])
})
