import { CliError } from '../cli-error.ts'
import { printLine, type Terminal } from '../terminal/terminal.ts'
import type { Command, Result } from './command.ts'
import { helpOf, helpOfAll } from './help.ts'
import { parseCommandLine } from './parse-command-line.ts'

/**
 * Runs what a command line asks for. Results go to standard output, faults to standard error.
 *
 * @param words what follows the program's name
 * @returns exit code: 0, 1 if it failed, 2 if it was called wrongly
 */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
  commands: readonly Command[],
): Promise<number> {
  try {
    const { command, group, help, json, values, positionals } = parseCommandLine(words, commands)
    if (command === null) {
      printLine(terminal.stdout, helpOfAll(commands, group))
      return words.length === 0 ? 2 : 0
    }
    if (help) {
      printLine(terminal.stdout, helpOf(command))
      return 0
    }
    const result = await command.run({
      values: values as Parameters<Command['run']>[0]['values'],
      positionals,
      json,
      terminal,
    })
    printResult(terminal, result, json)
    return result.exitCode ?? 0
  } catch (error) {
    printLine(terminal.stderr, `conduit: ${messageOf(error)}`)
    return error instanceof CliError ? error.exitCode : 1
  }
}

/** Prints what a command says at its end, or, if it goes on, in between. */
export function printResult(
  { stdout }: Pick<Terminal, 'stdout'>,
  { data, text }: Result,
  json: boolean,
): void {
  if (data === undefined) return
  if (json) printLine(stdout, JSON.stringify(data, null, 2))
  else if (text !== '') printLine(stdout, text)
}

/** Other errors are ours: their kind is enough to report them, their message may hold anything. */
function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message
  const { name, code } = error as { name?: unknown; code?: unknown }
  const kind = [name, code].filter(part => typeof part === 'string').join(' ')
  return `something went wrong that should not have (${kind === '' ? 'unknown' : kind})`
}
