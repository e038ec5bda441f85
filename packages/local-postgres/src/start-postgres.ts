import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** A server whose databases may be made and dropped. */
export interface PostgresServer {
  /** With the right to make databases. */
  readonly url: string
  /** Ends the server and deletes what it kept, unless it ran before. */
  readonly stop: () => Promise<void>
}

/**
 * Starts PostgreSQL from npm, in a process that ends with this one: its library ends the process that
 * imports it with exit code 0, whatever that process has to say.
 * @throws when it does not start; why is on stderr
 */
export async function startPostgres(): Promise<PostgresServer> {
  const program = fileURLToPath(new URL('./serve-postgres.js', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const url = await firstLine(child.stdout)
  if (url === undefined) throw new Error('PostgreSQL from npm does not start')
  // Who forgets to stop it is not kept alive by it.
  child.stdout.destroy()
  child.unref()
  const stop = async () => {
    child.ref()
    child.stdin.end()
    await ended
  }
  return { url, stop }
}

async function firstLine(stream: Readable): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}
