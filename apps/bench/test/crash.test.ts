import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { t as root, type Test, test } from 'tap'
import { type ConduitOptions, makeSecrets, startConduit } from '../src/contestants/conduit.ts'
import { connectStripe, countActivities } from '../src/contestants/graphql.ts'
import { signingSecret, stripeBodies, stripeSignature } from '../src/load/stripe-event.ts'
import { openCluster } from '../src/postgres/cluster.ts'

const total = 1_500
const acknowledgedBeforeTheCrash = 600
const connections = 32
const people = 50

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

test('kill -9 in the middle of a load loses nothing that was acknowledged: PostgreSQL', async t => {
  const cluster = await openCluster()
  t.teardown(cluster.close)
  const database = await cluster.createDatabase()
  t.teardown(database.drop)
  await crash(t, { DATABASE_URL: database.url })
})

test('kill -9 in the middle of a load loses nothing that was acknowledged: PGlite', async t => {
  const dataDir = join(await newFolder(t), 'data')
  await placeEmbeddedFiles(dataDir)
  await crash(t, { CONDUIT_DATA_DIR: dataDir })
})

async function crash(t: Test, where: ConduitOptions['where']): Promise<void> {
  const secrets = makeSecrets()
  const options = { where, secrets, cwd: await newFolder(t) }
  const first = await startConduit(options)
  const webhook = new URL(await connectStripe(first.origin, secrets.adminKey))
  const path = webhook.pathname + webhook.search
  const deliveries = makeDeliveries()

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

  const second = await startConduit(options)
  t.teardown(second.stop)
  const stored = await countActivities(second.origin, secrets.adminKey)
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
  t.equal(await countActivities(second.origin, secrets.adminKey), total)
}

interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function makeDeliveries(): readonly Delivery[] {
  const at = new Date()
  const bodyOf = stripeBodies(1000)
  return Array.from({ length: total }, (_, index) => {
    const body = bodyOf({ id: `evt_crash_${index}`, person: index % people, at })
    const signature = stripeSignature(body, signingSecret, at)
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
    return { headers, body: Buffer.concat([body.start, body.end]).toString() }
  })
}

async function newFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-crash-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
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
