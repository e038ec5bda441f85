import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CliError } from '../cli-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * Asks for a secret without showing what is typed.
 * @throws `CliError` when the person gives up
 */
export async function askSecret(terminal: Terminal, question: string): Promise<string> {
  terminal.stderr.write(`${question}: `)
  // Readline puts what is typed on its output: this one shows nothing.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: terminal.stdin, output: silent, terminal: true })
  try {
    // Ctrl-C and Ctrl-D leave the question unanswered and close the interface.
    const given = await Promise.race([
      lines.question(''),
      new Promise<null>(resolve => lines.once('close', () => resolve(null))),
    ])
    if (given === null) throw new CliError('nothing was entered')
    return given.trim()
  } finally {
    lines.close()
    terminal.stderr.write('\n')
  }
}
