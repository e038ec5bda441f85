import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { isReady } from './is-ready.ts'
import { takeAlong } from './take-along.ts'

/** A server in a process of its own. */
export interface ServerProcess {
  readonly origin: string
  readonly pid: number
  readonly process: ChildProcess
  /** Milliseconds from its start until it said that it is ready. */
  readonly startedIn: number
  /** Asks it to stop and waits until it did; kills it if it takes long. */
  stop(): Promise<void>
}

/** How a server is started. */
interface ServerCommand {
  /** Arguments of Node: its options, the script, the script's arguments. */
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole environment, but for the port and the path to programs. */
  readonly env: Readonly<Record<string, string>>
  /** Name of the variable that it takes its port from. */
  readonly portVariable: string
  /** Answers 200 as soon as it takes requests. */
  readonly readyPath: string
}

const startMilliseconds = 180_000
const stopMilliseconds = 40_000
const askEveryMilliseconds = 10

/**
 * Starts a server on a free port of this machine and waits until it is ready.
 *
 * @throws {Error} if it ends before, or takes longer than three minutes
 */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, command.args, {
    cwd: command.cwd,
    env: { PATH: process.env.PATH, [command.portVariable]: String(port), ...command.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  takeAlong(child)
  const origin = `http://127.0.0.1:${port}`
  await untilReady(child, origin + command.readyPath, startedAt + startMilliseconds)
  const { pid } = child
  if (pid === undefined) throw new Error('the server has no process')
  const startedIn = performance.now() - startedAt
  return { origin, pid, process: child, startedIn, stop: () => stop(child) }
}

async function untilReady(child: ChildProcess, url: string, deadline: number): Promise<void> {
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
    if (await isReady(url)) return
    await setTimeout(askEveryMilliseconds)
  }
  await stop(child)
  throw new Error('the server did not become ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = globalThis.setTimeout(() => child.kill('SIGKILL'), stopMilliseconds)
  await once(child, 'exit')
  clearTimeout(timer)
}
