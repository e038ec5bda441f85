import type { Parsed, PlatformEvent } from '@conduit/core'
import type { Reply, TestServer } from '@conduit/recordings/player'
import type { Canary } from './canary.ts'

/** How much had left the pipeline at some moment. */
export interface OutputCounts {
  readonly parsed: number
  readonly read: number
  readonly records: number
  readonly fetched: number
  readonly reports: number
  readonly log: number
  readonly observations: number
}

/** Nothing yet: for what is looked at as a whole. */
export const fromTheStart: OutputCounts = {
  parsed: 0,
  read: 0,
  records: 0,
  fetched: 0,
  reports: 0,
  log: 0,
  observations: 0,
}

/** Remembers what has left so far. */
export function outputCountsOf(server: TestServer): OutputCounts {
  const { adapterCalls, captured, log, observations } = server
  return {
    parsed: adapterCalls.parsed.length,
    read: adapterCalls.read.length,
    records: captured.records.length,
    fetched: captured.fetched.length,
    reports: captured.reports.length,
    log: log.length,
    observations: observations.length,
  }
}

/**
 * Where canaries turn up in what left since a moment: what the adapter gave to be kept in clear, though
 * the receiver keeps no address so, the reply, the log, what the observer was told, and what the store
 * was given. References to be sealed are the only place where they may be.
 */
export function leaksOf(
  canaries: readonly Pick<Canary, 'trace' | 'path'>[],
  reply: Reply | null,
  server: TestServer,
  since: OutputCounts,
): readonly string[] {
  const { body, headers } = reply ?? {}
  const { parsed, read } = server.adapterCalls
  const outlets: readonly (readonly [string, readonly string[]])[] = [
    [
      'what is given to be kept in clear',
      [
        ...parsed.slice(since.parsed).flatMap(each => linesOf(inClear(each.parsed))),
        ...read.slice(since.read).flatMap(({ event }) => linesOf(nameOf(event))),
      ],
    ],
    ['the reply', linesOf({ body, headers })],
    ['the log', server.log.slice(since.log)],
    [
      'the observation',
      server.observations.slice(since.observations).flatMap(each => linesOf(each)),
    ],
    [
      'a stored record',
      server.captured.records.slice(since.records).flatMap(each => linesOf(each)),
    ],
    [
      'a stored record',
      server.captured.fetched.slice(since.fetched).flatMap(each => linesOf(each)),
    ],
    ['a report', server.captured.reports.slice(since.reports).flatMap(each => linesOf(each))],
  ]
  return outlets.flatMap(([outlet, lines]) => leakIn(outlet, lines, canaries) ?? [])
}

/** What of a parsed delivery is kept as it is. */
function inClear({ deliveryId, events }: Parsed) {
  return { deliveryId, events: events.map(nameOf) }
}

function nameOf({ type, account }: PlatformEvent) {
  return { type, account }
}

function leakIn(
  outlet: string,
  lines: readonly string[],
  canaries: readonly Pick<Canary, 'trace' | 'path'>[],
): string | undefined {
  for (const line of lines) {
    const lower = line.toLowerCase()
    const found = canaries.find(({ trace }) => lower.includes(trace.toLowerCase()))
    if (found === undefined) continue
    const { path, trace } = found
    return `${outlet} holds what stood at ${path} (${trace}): ${around(line, trace)}`
  }
}

/** Each text in a value, after the name of its place; bytes as the characters that they may spell. */
function linesOf(value: unknown, name = ''): readonly string[] {
  if (value instanceof Uint8Array) return [`${name}=${Buffer.from(value).toString('latin1')}`]
  if (value instanceof Date || typeof value !== 'object' || value === null) {
    return [`${name}=${String(value)}`]
  }
  return Object.entries(value)
    .filter(([key]) => key !== 'plaintext')
    .flatMap(([key, member]) => linesOf(member, name === '' ? key : `${name}.${key}`))
}

function around(line: string, trace: string): string {
  const text = line.replaceAll(/\s+/g, ' ')
  const at = text.toLowerCase().indexOf(trace.toLowerCase())
  const [start, end] = [Math.max(0, at - 60), at + trace.length + 20]
  const name = start > 0 ? (/^[\w.]+=/.exec(text)?.[0] ?? '') : ''
  return `${name}${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}
