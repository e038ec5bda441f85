import type { PlatformEvent } from '@conduit/core'

/** Milliseconds. */
export const day = 86_400_000
/** No clock on earth is further ahead of UTC. */
const earliestZone = 14 * 3_600_000
const timeForm = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
const longestWindow = 6 * 3_600_000

/** A time as the cursor has it. */
export function utcText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}

/** When a reservation was changed; without a zone the earliest that can be meant. NaN: no time. */
export function changeTime({ id, occurredAt }: PlatformEvent): number {
  const text = id?.split('@').at(-1)?.replace(' ', 'T')
  return occurredAt?.getTime() ?? Date.parse(`${text}Z`) - earliestZone
}

/**
 * The cursor after all hotels were read to the end: the latest change from before the poll began. A
 * later one does not count: its like can be missing from a hotel that was read before.
 *
 * If something changed while pages were turned (until `ended`), what stood behind it moved up, perhaps
 * onto a page that was read already: then the window is read again, unless that has made it large.
 */
export function nextCursor(cursor: string, times: readonly number[], began: number, ended: number) {
  const start = Date.parse(cursor)
  const hasMoved = times.some(time => time > began && time <= ended)
  if (hasMoved && began - start < longestWindow) return cursor
  return utcText(times.filter(time => time <= began).reduce((a, b) => Math.max(a, b), start))
}

/** The earliest of the platform's own marks, none too late for any hotel; they sort as times do. */
export function earliestMark(cursor: string, marks: readonly unknown[]): string {
  const times = marks.filter(mark => typeof mark === 'string' && timeForm.test(mark)).map(String)
  return times.length === marks.length ? (times.sort()[0] ?? cursor) : cursor
}
