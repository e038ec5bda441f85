import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Part } from './read-erasures-plan.ts'
import type { Row } from './rows.ts'
import type { Tried } from './run-erasures.ts'
import { partOf, type Told } from './table.ts'

/** What a run leaves in a file. */
interface KeptRun {
  readonly parts: readonly Part[]
  /** Calls that an erasure through a whole server makes, by adapter. */
  readonly calls: Readonly<Record<string, readonly string[]>>
  readonly tried: readonly Tried[]
}

/** Keeps what a run has told so far, in the place of what it told before. At once: two servers may be through together. */
export function writeRun(file: string, { parts, planned, tried }: Told): void {
  const calls = Object.fromEntries(planned.map(each => [each.row.adapter, each.calls]))
  const kept: KeptRun = { parts: [...parts], calls, tried }
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`)
}

/**
 * Tells of runs as of one. A part of an adapter is told as the last run that tried it found it, and never mixed: what
 * was mended in between may make other calls.
 *
 * @param rows every adapter that erases: those that no run has tried are told too
 */
export async function readRuns(files: readonly string[], rows: readonly Row[]): Promise<Told> {
  const runs: KeptRun[] = []
  for (const file of files) runs.push(JSON.parse(await readFile(file, 'utf8')))
  const lastOf = new Map<string, KeptRun>()
  for (const run of runs) for (const each of run.tried) lastOf.set(placeOf(each), run)
  return {
    parts: new Set(runs.flatMap(({ parts }) => parts)),
    planned: rows.map(row => {
      const calls = runs.findLast(run => run.calls[row.adapter] !== undefined)?.calls[row.adapter]
      return { row, calls: calls ?? [], cases: [] }
    }),
    tried: runs.flatMap(run => run.tried.filter(each => lastOf.get(placeOf(each)) === run)),
  }
}

function placeOf(each: Tried): string {
  return `${each.adapter} ${partOf(each)}`
}
