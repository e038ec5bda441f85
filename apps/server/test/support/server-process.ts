import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** A server as an operator runs it: a process of its own. */
export interface ServerProcess {
  readonly url: string
  /** Resolves when there is such a line in its log. */
  readonly logged: (isIt: (line: Record<string, unknown>) => boolean) => Promise<void>
  /** Sends a signal. @returns the exit code once it is gone; null: it was killed */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

const program = fileURLToPath(new URL('../../src/main.js', import.meta.url))

/** Starts a server and waits until it listens; it is killed when the test ends. */
export async function startProcess(
  t: Test,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [program], {
    cwd,
    env: { PATH, CONDUIT_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    await exited
    return child.exitCode
  }
  t.teardown(() => end('SIGKILL'))
  const lines: Record<string, unknown>[] = []
  const watching = new Set<() => void>()
  const logged: ServerProcess['logged'] = isIt =>
    new Promise(resolve => {
      const look = () => {
        if (!lines.some(isIt)) return
        watching.delete(look)
        resolve()
      }
      watching.add(look)
      look()
    })
  createInterface({ input: child.stdout }).on('line', line => {
    // What it prints for a person is not in the form of the log.
    if (!line.startsWith('{')) return
    lines.push(JSON.parse(line))
    for (const look of [...watching]) look()
  })
  await Promise.race([
    logged(({ msg }) => msg === 'ready'),
    exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ])
  const port = lines.find(({ msg }) => msg === 'ready')?.port
  return { url: `http://127.0.0.1:${port}`, logged, end }
}
