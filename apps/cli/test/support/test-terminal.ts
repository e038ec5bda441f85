import { Readable, Writable } from 'node:stream'
import { commands, runCommandLine, type Terminal } from '@conduit/cli'

/** What a command line left behind. */
export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** How a command line is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What is typed, or piped in. */
  readonly input?: string
  /** Standard input is a terminal. */
  readonly typing?: boolean
  /** Standard output is a terminal. */
  readonly showing?: boolean
  readonly interrupted?: AbortSignal
}

/** Runs a command line in this process. */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { terminal, written } = testTerminal(options)
  const exitCode = await runCommandLine(words, terminal, commands)
  return { exitCode, ...written() }
}

/** A terminal that remembers what was written. */
export function testTerminal(options: RunOptions = {}): {
  readonly terminal: Terminal
  readonly written: () => { readonly stdout: string; readonly stderr: string }
  /** Waits until this has been printed on standard output. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>
} {
  const stdout = collector()
  const stderr = collector()
  const stdin = Object.assign(Readable.from(options.input === undefined ? [] : [options.input]), {
    isTTY: options.typing ?? false,
  })
  const terminal: Terminal = {
    stdin,
    stdout: Object.assign(stdout.stream, { isTTY: options.showing ?? false }),
    stderr: stderr.stream,
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    interrupted: options.interrupted ?? new AbortController().signal,
  }
  return {
    terminal,
    written: () => ({ stdout: stdout.text(), stderr: stderr.text() }),
    printed: stdout.matching,
  }
}

function collector() {
  const chunks: string[] = []
  const text = () => chunks.join('')
  const waiting = new Set<() => void>()
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      for (const look of waiting) look()
      done()
    },
  })
  const matching = (pattern: RegExp) =>
    new Promise<RegExpExecArray>(resolve => {
      const look = () => {
        const match = pattern.exec(text())
        if (match !== null) resolve(match)
      }
      waiting.add(look)
      look()
    })
  return { stream, text, matching }
}
