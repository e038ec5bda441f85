// Counts the way of one webhook: `node tools/walk.mjs`, after a build. Prints our files in the order in
// which a Stripe event of a known person enters them, how often each is entered from another, and from
// where; `--brief` the sums alone. Needs what the bench needs.
import { mkdtemp, rm } from 'node:fs/promises'
import { register } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCounter } from './walk/counter.mjs'

/** Whatever is made once is made by then, and everybody known. */
const warmUps = 50
/** What the server does in the background beside one of them it does not do beside each. */
const walks = 5

const { values } = parseArgs({ options: { brief: { type: 'boolean', default: false } } })
const counter = createCounter()
register('./walk/load.mjs', import.meta.url)

const { startServer } = await import('../apps/server/dist/src/index.js')
const bench = '../apps/bench/dist/src'
const { connectStripe } = await import(`${bench}/contestants/graphql.js`)
const { makeSecrets } = await import(`${bench}/contestants/conduit.js`)
const { openCluster } = await import(`${bench}/postgres/cluster.js`)
const { signingSecret, stripeBodies, stripeSignature } = await import(
  `${bench}/load/stripe-event.js`
)

const cwd = await mkdtemp(join(tmpdir(), 'conduit-walk-'))
const cluster = await openCluster()
const database = await cluster.createDatabase()
const { masterKey, adminKey } = makeSecrets()
const server = await startServer({
  cwd,
  env: {
    CONDUIT_MASTER_KEY: masterKey,
    CONDUIT_ADMIN_KEY: adminKey,
    CONDUIT_PORT: '0',
    DATABASE_URL: database.url,
    LOG_LEVEL: 'warn',
  },
})
await server.started
const url = await connectStripe(server.url, adminKey)
const bodyOf = stripeBodies(1_000)
for (let index = 0; index < warmUps; index += 1) await send(`warm_${index}`)
const seen = []
for (let index = 0; index < walks; index += 1) {
  seen.push(await counter.during(() => send(`walk_${index}`)))
}
await server.stop()
await database.drop()
await cluster.close()
await rm(cwd, { recursive: true })
print(counter.common(seen))

/** Sends a new event of the one person. @throws if it is not recorded */
async function send(id) {
  const at = new Date()
  const body = bodyOf({ id, person: 1, at })
  const reply = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': stripeSignature(body, signingSecret, at),
    },
    body: Buffer.concat([body.start, body.end]),
  })
  const { data } = await reply.json()
  if (data?.events !== 1 || data.duplicate) throw new Error(`it was answered ${reply.status}`)
}

function print(entries) {
  const byFile = grouped(entries)
  for (const [file, own] of values.brief ? [] : byFile) {
    console.log(`${file}  ${sum(own)}`)
    for (const { caller, name, times } of own) console.log(`    ${times} × ${name}  from ${caller}`)
  }
  const entered = `${byFile.size} files, ${sum(entries)} entries`
  console.log(`${entered}, ${entries.length} pairs of a file and a function that it enters`)
}

function grouped(entries) {
  const byFile = new Map()
  for (const entry of entries) {
    if (!byFile.has(entry.file)) byFile.set(entry.file, [])
    byFile.get(entry.file).push(entry)
  }
  return byFile
}

function sum(entries) {
  return entries.reduce((all, { times }) => all + times, 0)
}
