import type { Reply, Rig } from '../play/rig.ts'
import type { Canary } from './canary.ts'

/** How much had left the pipeline at some moment. */
export interface Mark {
  readonly records: number
  readonly fetched: number
  readonly reports: number
  readonly log: number
  readonly observations: number
}

/** Nothing yet: for what is looked at as a whole. */
export const fromTheStart: Mark = { records: 0, fetched: 0, reports: 0, log: 0, observations: 0 }

/** Remembers what has left so far. */
export function markOf({ captured, log, observations }: Rig): Mark {
  return {
    records: captured.records.length,
    fetched: captured.fetched.length,
    reports: captured.reports.length,
    log: log.length,
    observations: observations.length,
  }
}

/**
 * Where canaries turn up in what left since a moment: the reply, the log, what the observer was
 * told, and what the store was given. References to be sealed are the only place where they may be.
 */
export function leaksOf(
  canaries: readonly Pick<Canary, 'trace'>[],
  reply: Reply | null,
  rig: Rig,
  since: Mark,
): readonly string[] {
  const outlets: readonly (readonly [string, string])[] = [
    ['the reply', reply === null ? '' : `${reply.body} ${JSON.stringify(reply.headers)}`],
    ['the log', rig.log.slice(since.log).join('')],
    ['the observation', textOf(rig.observations.slice(since.observations))],
    ['a stored record', textOf(rig.captured.records.slice(since.records))],
    ['a stored record', textOf(rig.captured.fetched.slice(since.fetched))],
    ['a report', textOf(rig.captured.reports.slice(since.reports))],
  ]
  return outlets.flatMap(([where, text]) => {
    const lower = text.toLowerCase()
    const found = canaries.find(({ trace }) => lower.includes(trace.toLowerCase()))
    return found === undefined
      ? []
      : [`${where} holds ${found.trace}${contextIn(lower, found.trace)}`]
  })
}

/** Everything in a value as one text; bytes as the characters that they may spell. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Date) return value.toString()
  return Object.entries(value)
    .filter(([name]) => name !== 'plaintext')
    .map(([name, member]) => `${name}=${textOf(member)}`)
    .join('\n')
}

function contextIn(text: string, trace: string): string {
  const at = text.indexOf(trace.toLowerCase())
  return ` (…${text.slice(Math.max(0, at - 40), at + trace.length + 10).replaceAll(/\s+/g, ' ')}…)`
}
