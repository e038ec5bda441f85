import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { t as root, type Test, test } from 'tap'
import { createDatabase } from '../src/database.ts'
import { activityCount, connectStripe } from '../src/graphql.ts'
import { makeSecrets, startConduit } from '../src/servers.ts'
import { type Delivery, stripeDeliveries } from '../src/stripe-deliveries.ts'

const total = 1_500
const acknowledgedBeforeTheCrash = 600
const connections = 32

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

test('kill -9 in the middle of a load loses nothing that was acknowledged: PostgreSQL', async t => {
  const database = await createDatabase('conduit_crash')
  t.teardown(() => database.drop())
  await crash(t, { DATABASE_URL: database.url })
})

test('kill -9 in the middle of a load loses nothing that was acknowledged: PGlite', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-crash-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await crash(t, { CONDUIT_DATA_DIR: folder })
})

async function crash(t: Test, where: Record<string, string>): Promise<void> {
  const secrets = makeSecrets()
  const first = await startConduit(where, secrets)
  const webhook = new URL(await connectStripe(first.origin, secrets.adminKey))
  const path = webhook.pathname + webhook.search
  const deliveries = stripeDeliveries(total, 50, 'crash')

  const acknowledged = new Set<number>()
  await send(first.origin + path, deliveries, async (index, status) => {
    if (status === 200) acknowledged.add(index)
    if (acknowledged.size === acknowledgedBeforeTheCrash) first.process.kill('SIGKILL')
  })
  if (first.process.exitCode === null && first.process.signalCode === null) {
    await once(first.process, 'exit')
  }
  t.ok(acknowledged.size >= acknowledgedBeforeTheCrash, `${acknowledged.size} were acknowledged`)
  t.ok(acknowledged.size < total, 'the load was not over')

  const second = await startConduit(where, secrets)
  t.teardown(() => second.stop())
  const stored = await activityCount(second.origin, secrets.adminKey)
  t.ok(stored >= acknowledged.size, `${stored} are stored`)
  t.ok(stored <= acknowledged.size + connections, 'beside them at most what was under way')

  // Sent again, what was acknowledged is known and everything else is new: each is there once.
  const unknown: number[] = []
  let accepted = 0
  await send(second.origin + path, deliveries, async (index, status, body) => {
    if (status === 200) accepted += 1
    if (acknowledged.has(index) && !body.includes('"duplicate":true')) unknown.push(index)
  })
  t.equal(accepted, total)
  t.strictSame(unknown, [])
  t.equal(await activityCount(second.origin, secrets.adminKey), total)
}

/** Sends all of them, so many at a time, each once; a call that dies has status 0. */
async function send(
  url: string,
  deliveries: readonly Delivery[],
  answered: (index: number, status: number, body: string) => Promise<void>,
): Promise<void> {
  const queue = deliveries.entries()
  const worker = async () => {
    for (const [index, { headers, body }] of queue) {
      try {
        const reply = await fetch(url, { method: 'POST', headers, body })
        await answered(index, reply.status, await reply.text())
      } catch {
        await answered(index, 0, '')
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
}
