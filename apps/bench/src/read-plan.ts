import { parseArgs } from 'node:util'
import { allContestants } from './contestants/all-contestants.ts'
import { conduitBefore } from './contestants/conduit.ts'
import { allCases, importantCases } from './measure/cases.ts'
import { knownPeople } from './measure/entrant.ts'
import type { Plan } from './plan.ts'

/** What the command line asks for. */
export interface Request {
  readonly plan: Plan
  /** File for the figures; null: one in the folder of results. */
  readonly file: string | null
}

/** What the command understands. */
export const usage = `npx -y pnpm@12 bench [options]

  --rounds N      rounds, in each of which all contestants take their turn (3)
  --seconds N     length of one measurement (3)
  --only a,b,…    only these contestants, cases and measurements
  --all           all cases and measurements
  --minutes N     no measurement begins later than this (30)
  --json FILE     where the figures go (apps/bench/results/<time>.json)
  --before DIR    another checkout of this repository, built: it is one contestant more
  --profile       shows where Conduit's time goes; its figures are worse meanwhile

contestants   ${allContestants.map(({ id }) => id).join(', ')}
cases         ${importantCases.map(({ id }) => id).join(', ')}; others, such as mixed and 10kB/256/50%, by --all
measurements  start, memory, neighbour; finding by its word alone
`

const idleMilliseconds = 2000
const memoryLoad = { requests: 100_000, seconds: 150 }
const neighbourLoad = { callers: 4, events: 20_000, seconds: 20 }

/**
 * Reads the command line.
 *
 * @param args those after the script; a leading `--` is left out
 * @throws {Error} that says what is wrong with it
 */
export function readPlan(args: readonly string[]): Request {
  const { values } = parseArgs({
    args: args.filter(arg => arg !== '--'),
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      minutes: { type: 'string', default: '30' },
      only: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'string' },
      before: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  })
  const words = values.only?.split(',').map(word => word.trim()) ?? []
  const cases = allCases.filter(({ id }) => words.includes(id))
  const contestants = allContestants.filter(({ id }) => words.includes(id))
  const others = ['start', 'memory', 'neighbour', 'finding'].filter(word => words.includes(word))
  const known = [...cases, ...contestants].map(({ id }) => id).concat(others)
  const unknown = words.find(word => !known.includes(word))
  if (unknown !== undefined) throw new Error(`there is no ${unknown} to measure`)
  const usual = values.all ? allCases : importantCases
  const isNarrowed = cases.length > 0 || others.length > 0
  const measures = (word: string) => (isNarrowed ? others.includes(word) : values.all)
  const isFindingAlone = isNarrowed && words.every(word => word === 'finding')
  const usualContestants = isFindingAlone ? [] : allContestants
  const named = contestants.length > 0 ? contestants : usualContestants
  const { before } = values
  const isRival = before !== undefined && !isFindingAlone
  const plan = {
    contestants: isRival ? [...named, conduitBefore(before)] : named,
    cases: isNarrowed ? cases : usual,
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    minutes: positive('minutes', values.minutes),
    people: knownPeople,
    start: measures('start') ? { idleMilliseconds } : null,
    memory: measures('memory') ? memoryLoad : null,
    neighbour: measures('neighbour') ? neighbourLoad : null,
    finding: words.includes('finding') ? { before: before ?? null } : null,
    profile: values.profile,
  }
  return { plan, file: values.json ?? null }
}

function positive(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0) throw new Error(`--${name} must be a number above 0`)
  return number
}
