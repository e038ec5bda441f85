import { appendFileSync } from 'node:fs'
import { createTransport } from '@conduit/core/host'
import { migrate, openDatabase } from '@conduit/db'
import { buildApp, createLogger, type Subscriber } from '@conduit/server'
import { testKeyring } from './invented.ts'

// A server with a subscriber that writes down what it is told, fails at random, and is killed.
const [url = '', file = '', seed = '1', oneIn = '100'] = process.argv.slice(2)

/** Its clock runs fast: pauses and leases are those of a server, and pass in no time. */
const haste = 100
const begun = Date.now()
const clock = () => new Date(begun + (Date.now() - begun) * haste)

let state = Number(seed)
/** A number from 0 to 1, the same ones for each seed. */
function random(): number {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
  return state / 2_147_483_648
}

const subscriber: Subscriber = {
  name: 'counted',
  topics: ['purpose.changed'],
  receive: async ({ id, dataControllerId, data }) => {
    const fails = random() < 1 / Number(oneIn)
    if (fails && random() < 0.5) throw new Error('before it was done')
    appendFileSync(file, `${dataControllerId} ${id} ${data.id}\n`)
    process.stdout.write('told\n')
    if (fails) throw new Error('after it was done')
  },
}

const database = await openDatabase({ url })
await migrate(database)
const { startRest } = await buildApp({
  database,
  keyring: testKeyring(),
  adapters: { adapters: [], faults: [] },
  transport: createTransport(),
  logger: createLogger('silent'),
  clock,
  jobs: false,
  subscribers: [subscriber],
})
await startRest()
process.stdout.write('ready\n')
