// Finds or starts the servers that tests need, and says where they are in the environment:
// PostgreSQL from npm, Redis where the machine has one.
import { spawn, spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { findPostgres, startPostgres } from '@conduit/local-postgres'

/** Sets DATABASE_URL and REDIS_URL; returns how to stop what was started. */
export async function startServices() {
  const started = [await findOrStartPostgres(), await findOrStartRedis()]
  return async () => {
    for (const stop of started) await stop()
  }
}

/**
 * One from npm, whatever runs on this machine: it is the same everywhere, and waits for no disk. What
 * is named by DATABASE_URL is taken as it is.
 */
async function findOrStartPostgres() {
  if (process.env.DATABASE_URL !== undefined) return async () => {}
  const server = await startPostgres().catch(() => findPostgres())
  if (server === null) return async () => {}
  process.env.DATABASE_URL = server.url
  return server.stop
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
