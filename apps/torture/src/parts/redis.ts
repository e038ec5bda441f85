import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort, takeAlong } from '@conduit/bench'
import { Redis } from 'ioredis'
import { type Manner, startProxy } from './proxy.ts'

/** A Redis of one scene alone, which keeps nothing on disk. */
export interface RedisServer {
  /** Its address, by way of a proxy. */
  readonly url: string
  freeze(): void
  thaw(): void
  /** `kill -9`; resolves when it has ended. */
  kill(): Promise<void>
  /** Starts it, empty; resolves when it answers. */
  start(): Promise<void>
  /** Whether it refuses whatever writes, as one whose memory is full does. */
  setFull(isFull: boolean): Promise<void>
  /** Changes what happens on the way to it. */
  become(manner: Manner): void
  close(): Promise<void>
}

const program = 'redis-server'
const startMilliseconds = 10_000

/** Is there a Redis on this machine that can be started? */
export async function hasRedis(): Promise<boolean> {
  return await promisify(execFile)(program, ['--version']).then(
    () => true,
    () => false,
  )
}

/**
 * Starts a Redis at a free port; it ends with this process.
 *
 * @param folder is made if it is missing
 */
export async function startRedis(folder: string): Promise<RedisServer> {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const proxy = await startProxy(`redis://127.0.0.1:${port}`)
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(program, words, { cwd: folder, stdio: 'ignore' })
    takeAlong(child)
    await untilAnswers(port, child)
  }
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url: proxy.url,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    kill,
    start,
    setFull: async isFull => {
      await withClient(port, redis => redis.config('SET', 'maxmemory', isFull ? '1' : '0'))
    },
    become: proxy.become,
    close: async () => {
      await kill()
      await proxy.close()
    },
  }
}

async function untilAnswers(port: number, child: ChildProcess): Promise<void> {
  const until = performance.now() + startMilliseconds
  for (;;) {
    try {
      await withClient(port, redis => redis.ping())
      return
    } catch (error) {
      if (child.exitCode !== null || performance.now() > until) throw error
      await pause(20)
    }
  }
}

async function withClient(port: number, work: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(port, { lazyConnect: true, retryStrategy: () => null })
  // What is wrong is told by the connection and the command as well.
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    await work(redis)
  } finally {
    redis.disconnect()
  }
}
