import { createTransport } from '@conduit/core/host'
import { migrate, openDatabase } from '@conduit/db'
import { buildApp, createLogger, loadAdapters } from '@conduit/server'
import { testKeyring } from './invented.ts'

// A server with its jobs that begins at a time of whoever starts it, and is killed.
const [where = '{}', erasureLedger = '', start = ''] = process.argv.slice(2)

const begun = Date.now()
const clock = () => new Date(Date.parse(start) + Date.now() - begun)
const options = JSON.parse(where)

const database = await openDatabase(options)
await migrate(database, clock())
const { http, startRest } = await buildApp({
  database,
  keyring: testKeyring(),
  adapters: await loadAdapters({ stripe: true }, process.cwd()),
  transport: createTransport(),
  logger: createLogger('error', process.stderr),
  clock,
  publicUrl: 'https://hooks.example.com',
  rateLimit: { max: 1_000_000, windowMilliseconds: 60_000 },
  erasureLedger,
  jobs: { databaseUrl: options.url },
})
process.stdout.write(`${await http.listen({ host: '127.0.0.1', port: 0 })}\n`)
await startRest()
