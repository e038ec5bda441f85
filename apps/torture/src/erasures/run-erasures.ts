import { callFaults, redactionFaults } from '@conduit/testing'
import { type Erased, eraseOne } from './erase-one.ts'
import { judge } from './judge.ts'
import type { Place } from './place.ts'
import type { Row } from './rows.ts'
import { keyOf, type ServerFault, troubleAt, watching } from './trouble.ts'

/** A fault at a call, and what is wrong with what came of it; nothing: it ended in its true state. */
export interface Tried {
  readonly adapter: string
  /** Whether a whole server met it, or the adapter alone. */
  readonly by: 'server' | 'adapter'
  /** The call, in words. */
  readonly call: string
  readonly fault: ServerFault['fault']
  readonly harm: 'before' | 'after'
  readonly findings: readonly string[]
}

/** What is to be tried of an adapter, and what the run in which all goes well has shown. */
export interface Planned {
  readonly row: Row
  /** What a server asked the platform for, in words, in order. */
  readonly calls: readonly string[]
  readonly cases: readonly Case[]
}

/** One trial; a place is needed by those of a whole server. */
export interface Case extends Omit<Tried, 'findings'> {
  run(place: Place): Promise<readonly string[]>
}

/**
 * Erases once without a fault, and lists what is to be tried: `kill -9` before each call that was made, and after
 * each that changes something; every other fault at one call of each kind.
 */
export async function planServerCases(row: Row, place: Place): Promise<Planned> {
  const changed: boolean[] = []
  const good = await eraseOne(place, row.scene, watching(changed))
  const calls = good.calls.map((call, at) => `${at + 1} ${call.method} ${call.url.pathname}`)
  const isChange = (at: number) => {
    const call = good.calls[at]
    if (call === undefined || changed[at] === true) return changed[at] === true
    return call.method !== 'GET' && keyOf(call) !== null
  }
  const kills = good.calls.flatMap((_, at) => [
    serverCase(row, good, calls, at, { fault: 'kill', harm: 'before' }),
    ...(isChange(at) ? [serverCase(row, good, calls, at, { fault: 'kill', harm: 'after' })] : []),
  ])
  const change = changed.indexOf(true)
  const kinds = [...new Set([0, Math.max(change, 0), good.calls.length - 1])]
  const others = kinds.flatMap(at =>
    callFaults.erase.map(each => serverCase(row, good, calls, at, each)),
  )
  return { row, calls, cases: [...kills, ...others] }
}

function serverCase(
  { adapter, scene }: Row,
  good: Erased,
  calls: readonly string[],
  at: number,
  fault: ServerFault,
): Case {
  return {
    ...{ adapter, by: 'server', call: calls[at] ?? '', fault: fault.fault, harm: fault.harm },
    async run(place) {
      let isMet = false
      const trouble = troubleAt(fault, at, () => {
        isMet = true
      })
      const bad = await eraseOne(place, scene, trouble)
      if (!isMet) return ['it was never met']
      return judge(good, bad, ['unauthorized', 'forbidden', 'not_found'].includes(fault.fault))
    },
  }
}

/** Each fault at each call of the adapter alone. */
export async function planAdapterCases({ adapter, scene }: Row): Promise<readonly Case[]> {
  const cases = await redactionFaults(scene)
  return cases.map(({ purpose, call, fault, harm, run }) => ({
    ...{ adapter, by: 'adapter', call: `${purpose} ${call}`, fault, harm },
    run: async () => {
      await run()
      return []
    },
  }))
}

/** Tries one. What it throws is a finding. */
export async function tryCase({ run, ...about }: Case, place: Place): Promise<Tried> {
  try {
    return { ...about, findings: await run(place) }
  } catch (error) {
    if (place.isDead()) await place.revive()
    return { ...about, findings: [error instanceof Error ? error.message : String(error)] }
  }
}
