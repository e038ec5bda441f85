import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { conduitCommand, freePort, isReady, takeAlong } from '@conduit/bench'

/** `conduit start`, again and again at the same address. */
export interface Conduit {
  readonly origin: string
  /** Starts it and waits until it is ready. @throws {Error} when it ends instead */
  start(): Promise<void>
  /** Starts it with further variables. */
  startWith(env: Readonly<Record<string, string>>): Promise<void>
  /** Sends a signal and, if that ends it, waits for the end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** What its last start took until it was ready, in milliseconds. */
  startedIn(): number
  /** How often it has logged this message, over all its starts. */
  timesTold(message: string): number
  freeze(): void
  thaw(): void
  /** Its process, while it has one. */
  readonly pid: () => number | undefined
  /** Tells its process that its clock is ahead by so many milliseconds, or where the platforms are now. */
  tell(message: { readonly clockOffset?: number; readonly fakePort?: number }): void
}

const readyMilliseconds = 180_000
const askEvery = 40
const clockProgram = new URL('./shift-clock.js', import.meta.url).href
const fakeProgram = new URL('./lead-to-fake.js', import.meta.url).href

/**
 * A server that is not started yet.
 *
 * @param env its variables, but for the address
 * @param cwd its folder
 * @param clockOffset milliseconds that its clock is ahead of the machine's
 * @param isLed whether its calls of platforms go to a fake on this machine, and its clock is moved
 */
export async function conduitAt(
  env: Readonly<Record<string, string>>,
  cwd: string,
  clockOffset: number,
  isLed = false,
): Promise<Conduit> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  let startedIn = 0
  const told = new Map<string, number>()
  const clock = clockOffset === 0 && !isLed ? [] : ['--import', clockProgram]
  const before = isLed ? [...clock, '--import', fakeProgram] : clock
  const startWith = async (further: Readonly<Record<string, string>>) => {
    const startedAt = performance.now()
    const started = spawn(process.execPath, [...before, conduitCommand, 'start'], {
      cwd,
      env: {
        PATH: process.env.PATH,
        TORTURE_CLOCK_OFFSET: String(clockOffset),
        CONDUIT_PORT: String(port),
        CONDUIT_RATE_LIMIT_MAX: '100000000',
        LOG_LEVEL: 'warn',
        ...env,
        ...further,
      },
      stdio: isLed ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    })
    takeAlong(started)
    countMessages(started, told)
    child = started
    await untilReady(started, `${origin}/health/ready`)
    startedIn = performance.now() - startedAt
  }
  return {
    origin,
    start: () => startWith({}),
    startWith,
    startedIn: () => startedIn,
    timesTold: message => told.get(message) ?? 0,
    end: async signal => {
      if (child === null || hasEnded(child)) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    pid: () => child?.pid,
    tell: message => void (child?.connected === true && child.send(message)),
  }
}

function countMessages({ stdout }: ChildProcess, told: Map<string, number>): void {
  if (stdout === null) return
  createInterface({ input: stdout }).on('line', line => {
    const message = /"msg":"([^"]*)"/.exec(line)?.[1]
    if (message !== undefined) told.set(message, (told.get(message) ?? 0) + 1)
  })
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let told = ''
  child.stderr?.on('data', bytes => {
    told = (told + bytes).slice(-2000)
  })
  const deadline = performance.now() + readyMilliseconds
  while (performance.now() < deadline) {
    if (hasEnded(child)) throw new Error(`the server ended: ${told.trim()}`)
    if (await isReady(url)) return
    await pause(askEvery)
  }
  throw new Error('the server did not become ready')
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
