import type { BenchCase } from './cases.ts'
import type { Entrant } from './entrant.ts'
import { type Instruments, type Measurement, measure } from './measure.ts'

/** What is played, and until when. */
interface Rounds {
  readonly count: number
  readonly cases: readonly BenchCase[]
  /** When no further measurement begins, in `performance.now()`. */
  readonly deadline: number
  /** Told after each measurement. */
  readonly onMeasured: (measurement: Measurement) => void
}

/**
 * Measures all contestants by turns: in each round every case, in each case every contestant, each
 * time with another one first. So whatever disturbs the machine disturbs them alike.
 */
export async function playRounds(
  entrants: readonly Entrant[],
  { count, cases, deadline, onMeasured }: Rounds,
  instruments: Instruments,
): Promise<readonly Measurement[]> {
  const measured: Measurement[] = []
  for (const { round, benchCase, entrant } of turns(entrants, cases, count)) {
    if (performance.now() > deadline) break
    const measurement = await measure(entrant, benchCase, round, instruments)
    measured.push(measurement)
    onMeasured(measurement)
  }
  return measured
}

function* turns(entrants: readonly Entrant[], cases: readonly BenchCase[], count: number) {
  for (let round = 1; round <= count; round += 1) {
    const first = (round - 1) % entrants.length
    const order = [...entrants.slice(first), ...entrants.slice(0, first)]
    for (const benchCase of cases) {
      for (const entrant of order) yield { round, benchCase, entrant }
    }
  }
}
