import { formatTable } from '../terminal/table.ts'
import type { Command, Option } from './command.ts'
import { commonOptions } from './parse-command-line.ts'

/** What `conduit --help` prints; of a group, what `conduit <group>` does. */
export function helpOfAll(commands: readonly Command[], group: string | null): string {
  const shown = commands.filter(({ name }) => group === null || name.startsWith(`${group} `))
  const rows = shown.map(command => [signature(command), command.summary])
  return [
    `Usage: conduit ${group ?? '<command>'} …`,
    '',
    formatTable(rows, { indent: 2 }),
    '',
    'conduit <command> --help tells more. All commands know --json.',
  ].join('\n')
}

/** What `conduit <command> --help` prints. */
export function helpOf(command: Command): string {
  const args = command.arguments.map(({ name, summary }) => [`<${name}>`, summary])
  const options = Object.entries({ ...command.options, ...commonOptions }).map(([name, option]) => [
    written(name, option),
    option.summary,
  ])
  return [
    `Usage: conduit ${signature(command)}`,
    '',
    command.summary,
    ...(args.length > 0 ? ['', formatTable(args, { indent: 2 })] : []),
    '',
    formatTable(options, { indent: 2 }),
  ].join('\n')
}

/** A command and what must follow it: `send <adapter> [recording]`. */
export function signature(command: Command): string {
  const args = command.arguments.map(({ name, required }) =>
    required === true ? `<${name}>` : `[${name}]`,
  )
  const options = Object.entries(command.options)
    .filter(([, { required }]) => required === true)
    .map(([name, option]) => written(name, option))
  return [command.name, ...args, ...options].join(' ')
}

function written(name: string, { type, value, multiple }: Option): string {
  const shown = type === 'string' ? `--${name} <${value ?? 'text'}>` : `--${name}`
  return multiple === true ? `${shown} …` : shown
}
