import { cpus, loadavg, totalmem } from 'node:os'

/** What a run was measured on. Figures of two of them cannot be compared. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly node: string
  readonly database: string
  /** Processes that wanted a core in the minute before the run. */
  readonly loadBefore: number
}

/** @param database version and settings of PostgreSQL */
export function describeMachine(database: string): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    database,
    loadBefore: loadavg()[0] ?? 0,
  }
}
