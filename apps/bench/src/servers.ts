import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export interface RunningServer {
  readonly origin: string
  readonly process: ChildProcess
  /** Asks it to stop and waits until it did. */
  stop(): Promise<void>
}

/** Bare Fastify that parses the same body and stores nothing: the upper bound. */
export async function startBare(): Promise<RunningServer> {
  const port = await freePort()
  const script = fileURLToPath(new URL('./bare-server.js', import.meta.url))
  return await start([script, String(port)], port, {}, '/health/live')
}

/** Keys that a server and its operator share. */
export interface Secrets {
  readonly masterKey: string
  readonly adminKey: string
}

/** Random ones. */
export function makeSecrets(): Secrets {
  return {
    masterKey: randomBytes(32).toString('base64'),
    adminKey: `cak_${randomBytes(32).toString('base64url')}`,
  }
}

/**
 * Conduit as an operator runs it.
 * @param where `DATABASE_URL` or `CONDUIT_DATA_DIR`
 * @param profileFolder where a CPU profile is written when it stops
 */
export async function startConduit(
  where: Readonly<Record<string, string>>,
  secrets: Secrets,
  profileFolder?: string,
): Promise<RunningServer> {
  const port = await freePort()
  const main = fileURLToPath(new URL('./main.js', import.meta.resolve('@conduit/server')))
  const profiling =
    profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
  const env = {
    CONDUIT_PORT: String(port),
    CONDUIT_MASTER_KEY: secrets.masterKey,
    CONDUIT_ADMIN_KEY: secrets.adminKey,
    CONDUIT_RATE_LIMIT_MAX: '100000000',
    LOG_LEVEL: 'warn',
    ...where,
  }
  return await start([...profiling, main], port, env, '/health/ready')
}

async function start(
  args: readonly string[],
  port: number,
  env: Record<string, string>,
  readyPath: string,
): Promise<RunningServer> {
  const { DATABASE_URL: _unused, ...environment } = process.env
  const child = spawn(process.execPath, args, {
    env: { ...environment, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // Whatever becomes of this process, nothing it started is left behind.
  process.once('exit', () => child.kill('SIGKILL'))
  const origin = `http://127.0.0.1:${port}`
  await untilReady(child, origin + readyPath)
  return { origin, process: child, stop: () => stop(child) }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    const ready = await fetch(url).then(
      reply => reply.ok,
      () => false,
    )
    if (ready) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await stop(child)
  throw new Error('the server did not become ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
