import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { usageError } from '../cli-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * A value as the command line gives it: itself; `@file`, the content of a file; `-`, what comes in
 * on standard input. The last two keep secrets out of the shell's history. A value that begins with
 * `@` is written `@@…`.
 */
export async function readValue(terminal: Terminal, given: string): Promise<string> {
  if (given === '-') return withoutLineEnd(await text(terminal.stdin))
  if (given.startsWith('@@')) return given.slice(1)
  if (!given.startsWith('@')) return given
  const path = given.slice(1)
  try {
    return withoutLineEnd(await readFile(resolve(terminal.cwd, path), 'utf8'))
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ENOENT'
    throw usageError(`${path}: ${missing ? 'there is no such file' : 'the file cannot be read'}`)
  }
}

function withoutLineEnd(content: string): string {
  return content.replace(/\r?\n$/, '')
}
