import { type ParseArgsConfig, parseArgs } from 'node:util'
import { usageError } from '../cli-error.ts'
import type { Argument, Command, Option, Options } from './command.ts'

/** Options that every command has. */
export const commonOptions = {
  json: { type: 'boolean', summary: 'Print JSON.' },
  help: { type: 'boolean', summary: 'Print this help.' },
} as const satisfies Options

/** A command line, understood. */
export interface ParsedCommandLine {
  /** Null: help for the command as a whole, or for the group of this name. */
  readonly command: Command | null
  readonly group: string | null
  readonly help: boolean
  readonly json: boolean
  readonly values: Readonly<Record<string, unknown>>
  readonly positionals: readonly (string | undefined)[]
}

/**
 * Finds the command that the words name, and reads its options and arguments.
 *
 * @param words what follows the program's name
 * @throws `CliError` with exit code 2, in words for the person who typed them
 */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly Command[],
): ParsedCommandLine {
  const [first = '--help'] = words
  if (first === '--help' || first === '-h' || first === 'help') return helpFor(null)
  const named = startsOf(words).flatMap(({ name, length }) => {
    const command = commands.find(each => each.name === name)
    return command === undefined ? [] : [{ command, length }]
  })[0]
  if (named !== undefined) return parseFor(named.command, words.slice(named.length))
  const group = startsOf(words).find(({ name }) =>
    commands.some(each => each.name.startsWith(`${name} `)),
  )
  if (group === undefined) throw usageError(`there is no command “${first}”; see conduit --help`)
  const next = words[group.length] ?? '--help'
  if (next === '--help' || next === '-h') return helpFor(group.name)
  const { name } = group
  throw usageError(`there is no command “${name} ${next}”; see conduit ${name} --help`)
}

const mostWords = 3

/** What the first words may name, the longest first. */
function startsOf(
  words: readonly string[],
): readonly { readonly name: string; readonly length: number }[] {
  const lengths = Array.from({ length: mostWords }, (_, index) => mostWords - index)
  return lengths
    .filter(length => length <= words.length)
    .map(length => ({ name: words.slice(0, length).join(' '), length }))
}

function helpFor(group: string | null): ParsedCommandLine {
  return { command: null, group, help: true, json: false, values: {}, positionals: [] }
}

function parseFor(command: Command, words: readonly string[]): ParsedCommandLine {
  const options = { ...command.options, ...commonOptions }
  const { values, positionals } = parse(command, options, words)
  const parsed = { command, group: null, values: withDefaults(options, values), positionals }
  const json = values.json === true
  if (values.help === true) return { ...parsed, json, help: true }
  const missing = [
    ...command.arguments.flatMap(missingArgument(positionals)),
    ...Object.entries(options).flatMap(([name, option]) =>
      isRequired(option) && values[name] === undefined ? [`--${name}`] : [],
    ),
  ]
  if (missing.length > 0) {
    throw usageError(`${missing.join(' and ')} missing; see conduit ${command.name} --help`)
  }
  return { ...parsed, json, help: false }
}

function parse(command: Command, options: Options, words: readonly string[]) {
  const config: ParseArgsConfig['options'] = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: words.map(word => (word === '-h' ? '--help' : word)),
      options: config,
      allowPositionals: true,
    })
    if (positionals.length > command.arguments.length) {
      throw usageError(`too many arguments; see conduit ${command.name} --help`)
    }
    return { values, positionals }
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS')) throw error
    throw usageError(`${faultOf(error as Error)}; see conduit ${command.name} --help`)
  }
}

/** The library's messages name the option and never quote a value that belongs to a known one. */
function faultOf(error: Error): string {
  const [, option] =
    /^Option '(?:-\w, )?(--[\w-]+)(?:[^\w'-][^']*)?' argument (?:is ambiguous|missing)/.exec(
      error.message,
    ) ?? []
  if (option !== undefined) return `${option} needs a value`
  const [sentence = ''] = error.message.split(/\.(?:\s|$)/)
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

function missingArgument(positionals: readonly string[]) {
  return ({ name, required }: Argument, index: number) =>
    required === true && positionals[index] === undefined ? [`<${name}>`] : []
}

function isRequired(option: Option): boolean {
  return option.required === true
}

function withDefaults(options: Options, values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, values[name] ?? absent(option)]),
  )
}

function absent({ type, multiple }: Option): unknown {
  if (type === 'boolean') return false
  return multiple === true ? [] : undefined
}
