import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes; handed in, so that commands can be run by tests. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown }
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: { readonly [name: string]: string | undefined }
  readonly cwd: string
  /** Aborted when the person has had enough (Ctrl-C). */
  readonly interrupted: AbortSignal
}

/** Prints text and ends the line. */
export function printLine(stream: Writable, text: string): void {
  stream.write(`${text}\n`)
}
