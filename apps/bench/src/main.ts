import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createDatabase } from './database.ts'
import { connectStripe } from './graphql.ts'
import { type LoadResult, load } from './load.ts'
import { profileShares } from './profile.ts'
import { makeSecrets, startBare, startConduit } from './servers.ts'
import { stripeDeliveries } from './stripe-deliveries.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    people: { type: 'string', default: '2000' },
  },
})
const requests = Number(values.requests)
const connections = Number(values.connections)

const database = await createDatabase('conduit_bench')
const profiles = await mkdtemp(join(tmpdir(), 'conduit-profile-'))
try {
  const bare = await startBare()
  const secrets = makeSecrets()
  const conduit = await startConduit({ DATABASE_URL: database.url }, secrets, profiles)
  const webhookUrl = await connectStripe(conduit.origin, secrets.adminKey)

  const size = stripeDeliveries(1, 1, 'size')[0]?.body.length ?? 0
  console.log(`${cpus().length} cores, Node ${process.version}, ${database.description}`)
  console.log(
    `${requests} Stripe deliveries of ${size} bytes a round, ${connections} connections\n`,
  )
  console.log('round  server          req/s   p50 ms   p99 ms   refused  failed')

  const results: { bare: LoadResult; conduit: LoadResult }[] = []
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const batch = (run: string) =>
      stripeDeliveries(requests, Number(values.people), `${run}${round}`)
    const measured = {
      bare: await load(`${bare.origin}/event`, batch('b'), connections),
      conduit: await load(webhookUrl, batch('c'), connections),
    }
    results.push(measured)
    print(round + 1, 'bare Fastify', measured.bare)
    print(round + 1, 'Conduit', measured.conduit)
  }
  await Promise.all([bare.stop(), conduit.stop()])

  const acknowledged = results.reduce((sum, result) => sum + result.conduit.ok, 0)
  const stored = await database.count('processing_activities')
  const ratios = results.map(
    result => result.conduit.requestsPerSecond / result.bare.requestsPerSecond,
  )
  console.log(
    `\nConduit / bare Fastify: ${median(ratios).toFixed(2)} (median of ${ratios.length} rounds)`,
  )
  console.log(`acknowledged ${acknowledged}, stored ${stored}`)
  console.log('\nwhere the server’s time went (share of busy time)')
  for (const { part, percent } of (await profileShares(profiles)).filter(
    each => each.percent >= 1,
  )) {
    console.log(`${percent.toFixed(1).padStart(6)} %  ${part}`)
  }
  if (acknowledged !== stored) process.exitCode = 1
} finally {
  await database.drop()
  await rm(profiles, { recursive: true, force: true })
}

function print(round: number, server: string, result: LoadResult): void {
  const { requestsPerSecond, p50, p99, refused, failed } = result
  const numbers = [requestsPerSecond.toFixed(0), p50.toFixed(0), p99.toFixed(0), refused, failed]
  const cells = numbers.map((value, index) => String(value).padStart([8, 9, 9, 10, 8][index] ?? 8))
  console.log(`${String(round).padStart(5)}  ${server.padEnd(12)}${cells.join('')}`)
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
