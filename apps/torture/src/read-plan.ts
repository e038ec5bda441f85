import { parseArgs } from 'node:util'
import { allFaults } from './faults/all-faults.ts'
import type { Fault } from './faults/fault.ts'
import type { Kind } from './scene/scene.ts'

/** What the command line asks for. */
export interface Plan {
  readonly runs: readonly Run[]
  readonly seconds: number
  /** Whether a late recovery is a fault. */
  readonly isTimed: boolean
  /** File for the figures; null: none. */
  readonly file: string | null
}

/** One fault on one database. */
export interface Run {
  readonly fault: Fault
  readonly on: Kind
}

const kinds: readonly Kind[] = ['postgres', 'pglite']
const widest = Math.max(...allFaults.map(({ id }) => id.length))

/** What the command understands. */
export const usage = `npx -y pnpm@12 torture [options]

  --only a,b,…    only these faults, or only postgres or pglite
  --short         the few that are part of every check, about a minute
  --seconds N     how long webhooks arrive before each fault and after it (3; --short: 1)
  --json FILE     writes the figures there as well

${allFaults.map(({ id, what }) => `${id.padEnd(widest)}  ${what}`).join('\n')}
`

/**
 * Reads the command line.
 *
 * @param args those after the script; a leading `--` is left out
 * @throws {Error} that says what is wrong with it
 */
export function readPlan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: args.filter(arg => arg !== '--'),
    options: {
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const words = values.only?.split(',').map(word => word.trim()) ?? []
  const unknown = words.find(
    word => !allFaults.some(({ id }) => id === word) && !kinds.some(kind => kind === word),
  )
  if (unknown !== undefined) throw new Error(`there is no ${unknown}`)
  const wanted = (all: readonly string[]) => {
    const named = all.filter(word => words.includes(word))
    return named.length > 0 ? named : all
  }
  const ids = wanted(allFaults.map(({ id }) => id))
  const on = wanted(kinds)
  const runs = allFaults.flatMap(fault =>
    kinds
      .filter(kind => fault[kind] !== undefined && ids.includes(fault.id) && on.includes(kind))
      .filter(kind => !values.short || fault.short === kind || fault.short === 'both')
      .map(kind => ({ fault, on: kind })),
  )
  if (runs.length === 0) throw new Error('none of that can be done')
  return {
    runs,
    seconds: positive('seconds', values.seconds ?? (values.short ? '1' : '3')),
    isTimed: !values.short,
    file: values.json ?? null,
  }
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0) throw new Error(`--${name} must be a number above 0`)
  return number
}
