import type { Terminal } from './terminal.ts'

/**
 * The terminal of this process. Ctrl-C and a request to end stop it at once, until somebody asks for
 * `interrupted`: then they are for that to tell.
 */
export function processTerminal(): Terminal {
  const stop = new AbortController()
  let isListening = false
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    get interrupted() {
      if (!isListening) {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) {
          process.once(signal, () => stop.abort())
        }
      }
      isListening = true
      return stop.signal
    },
  }
}
