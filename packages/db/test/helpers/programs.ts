import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const ownPids = ['--pid', '--fork', '--kill-child', '--mount-proc']

/** May processes with pids of their own be started here, as containers are? */
export const hasPidNamespaces = spawnSync('unshare', [...ownPids, 'true']).status === 0

/** A program of a test, which answers lines with lines. */
export interface Program {
  readonly process: ChildProcessByStdio<Writable, Readable, null>
  /** @returns its next line */
  readonly next: () => Promise<string>
  readonly ask: (line: string) => Promise<string>
  /** Kills it as the system would; it is gone afterwards. */
  readonly kill: () => Promise<void>
}

/**
 * Starts a program of this folder; it ends with the test at the latest.
 * @param container with process number 1, as in a container
 */
export function startProgram(
  t: Test,
  name: string,
  args: readonly string[],
  { container = false }: { container?: boolean } = {},
): Program {
  const path = fileURLToPath(new URL(`${name}.js`, import.meta.url))
  const words = [process.execPath, path, ...args]
  const [command = '', ...rest] = container ? ['unshare', ...ownPids, ...words] : words
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value } = await lines.next()
    return String(value)
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await exit
  }
  t.teardown(kill)
  return {
    process: child,
    next,
    ask: async line => {
      child.stdin.write(`${line}\n`)
      return await next()
    },
    kill,
  }
}
