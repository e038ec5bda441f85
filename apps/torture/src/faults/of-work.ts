import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { newSecret } from '../load/connected.ts'
import { largeDelivery, largestDelivery } from '../load/deliveries.ts'
import { ask } from '../parts/api.ts'
import type { Scene } from '../scene/scene.ts'
import { type Fault, gone, type Struck } from './fault.ts'

const largeEvents = 20_000
/** Time for some of the pieces, and never for all of them. */
const piecesMilliseconds = 700
const killsOfLarge = 3
/** Time for a part of its pieces, by a server that begins it again. */
const largestMilliseconds = 2_500
const killsOfLargest = 2
const longestOfLargest = 150_000
/** Each has to get a good part further, on a machine with much else to do as well. */
const mostAttempts = 40
const untilBoundary = 25_000
const afterBoundary = 3_000
const overlapMilliseconds = 3_600_000

/** What happens to every server once: a large delivery, a new month, new keys. */
export const faultsOfWork: readonly Fault[] = [
  {
    id: 'large-killed',
    what: 'a delivery of 20,000 events; kill -9 between its pieces, three times, and repeated',
    short: 'postgres',
    postgres: killWhileLarge,
    pglite: killWhileLarge,
  },
  {
    id: 'largest-given-up',
    what: 'a delivery of 95,000 events, given up after 5 s and repeated; kill -9 between its pieces, twice',
    postgres: killWhileLargest,
    pglite: killWhileLargest,
  },
  {
    id: 'month-end',
    what: 'the clock passes the end of a month, where partitions begin',
    needs: () => ({ clockOffset: endOfMonth() - Date.now() - untilBoundary }),
    postgres: passMonthEnd,
    pglite: passMonthEnd,
  },
  {
    id: 'rotate-keys',
    what: 'new signing secrets, a new DX Key and, by a restart, a new master key beside the old one',
    postgres: rotateKeys,
    pglite: rotateKeys,
  },
]

async function killWhileLarge({ servers: [server], load }: Scene): Promise<Struck> {
  const delivery = largeDelivery(largeEvents)
  load.add(delivery)
  let struck = gone()
  let kills = 0
  for (; kills < killsOfLarge && load.outcomeOf(delivery).receipt === null; kills += 1) {
    await pause(piecesMilliseconds)
    await server?.end('SIGKILL')
    await server?.start()
    struck = gone()
  }
  return { ...struck, findings: kills === 0 ? ['it was never killed between pieces'] : [] }
}

async function killWhileLargest(scene: Scene): Promise<Struck> {
  const { servers, load } = scene
  const [server] = servers
  const delivery = largestDelivery()
  load.add(delivery)
  for (let kills = 0; kills < killsOfLargest; kills += 1) {
    await pause(largestMilliseconds)
    await server?.end('SIGKILL')
    await server?.start()
  }
  const struck = gone()
  const until = performance.now() + longestOfLargest
  while (load.outcomeOf(delivery).receipt === null && performance.now() < until) await pause(100)
  const { attempts, receipt } = load.outcomeOf(delivery)
  if (receipt === null) return { ...struck, findings: [`not recorded after ${attempts} attempts`] }
  const first = await firstDeliveryOf(scene)
  const { data } = JSON.parse(receipt) as { data: { deliveryId: string } }
  const findings = data.deliveryId === first ? [] : ['the receipt names another than the first']
  if (attempts > mostAttempts) findings.push(`it took ${attempts} attempts`)
  return { ...struck, findings }
}

/** The oldest delivery of the custom integration, to which nobody else sends. */
async function firstDeliveryOf({ servers, connected, adminKey }: Scene): Promise<string | null> {
  const { deliveries } = await ask<{
    deliveries: { edges: readonly { node: { id: string } }[] }
  }>(
    servers[0]?.origin ?? '',
    adminKey,
    'query($id: ID!) { deliveries(filter: { integrationId: $id }, first: 100) { edges { node { id } } } }',
    { id: connected.custom.id },
  )
  return deliveries.edges.at(-1)?.node.id ?? null
}

async function passMonthEnd({ now, read, kind }: Scene): Promise<Struck> {
  const month = now().getUTCMonth()
  const startedAt = performance.now()
  while (now().getUTCMonth() === month) await pause(50)
  const struck = gone()
  if (performance.now() - startedAt < 1_000)
    return gone(['the month ended before the load had begun'])
  await pause(afterBoundary)
  // The embedded database is its server's alone.
  if (kind === 'pglite') return struck
  const [found] = await read(ask =>
    ask(`select count(distinct tableoid)::int as partitions,
      bool_or(tableoid::regclass::text like '%default%') as strayed from processing_activities`),
  )
  const isWhole = found?.partitions === 2 && found.strayed === false
  return { ...struck, findings: isWhole ? [] : ['the rows do not lie in two partitions'] }
}

/** The first moment of the next month. */
function endOfMonth(): number {
  const now = new Date()
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
}

async function rotateKeys(scene: Scene): Promise<Struck> {
  const { servers, connected, adminKey, masterKey } = scene
  const [server] = servers
  const origin = server?.origin ?? ''
  for (const platform of ['stripe', 'shopify', 'custom'] as const) {
    const connection = connected[platform]
    const secret = newSecret(platform)
    const settings = { signingSecret: secret, previousSigningSecrets: [connection.secret] }
    await ask(
      origin,
      adminKey,
      'mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { id } } }',
      { input: { id: connection.id, settings } },
    )
    connection.secret = secret
    await pause(300)
  }
  await rotateDxKeys(scene, origin)
  await server?.end('SIGTERM')
  const newKey = randomBytes(32).toString('base64')
  await server?.startWith({ CONDUIT_MASTER_KEY: `${newKey},${masterKey}` })
  return gone()
}

/** Senders learn of the new key a little later, and the old one opens until then. */
async function rotateDxKeys({ connected, adminKey }: Scene, origin: string): Promise<void> {
  const overlapUntil = new Date(Date.now() + overlapMilliseconds).toISOString()
  for (const platform of ['stripe', 'shopify', 'custom'] as const) {
    const connection = connected[platform]
    const { rotateDxKey } = await ask<{ rotateDxKey: { webhookUrl: string | null } }>(
      origin,
      adminKey,
      `mutation($controller: ID!, $integration: ID!, $until: DateTime) {
        rotateDxKey(dataControllerId: $controller, integrationId: $integration, overlapUntil: $until) { webhookUrl }
      }`,
      { controller: connected.dataControllerId, integration: connection.id, until: overlapUntil },
    )
    await pause(300)
    if (rotateDxKey.webhookUrl === null) continue
    const { pathname, search } = new URL(rotateDxKey.webhookUrl)
    connection.path = pathname + search
  }
}
