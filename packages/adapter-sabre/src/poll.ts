import { type Integration, type Page, type Platform, readItems } from '@conduit/core'
import { changeTime, day, earliestMark, nextCursor, utcText } from './cursor.ts'
import { crsPages, sphPages } from './pages.ts'
import { readReservation } from './reservation.ts'
import type { Settings, State } from './settings.ts'

/**
 * Reads what changed at each hotel since the cursor, at first since the day before. Each page is
 * recorded as it comes; the cursor moves when all pages of all hotels were read.
 */
export async function* poll(
  { settings, state }: Integration<Settings, State>,
  platform: Platform,
): AsyncIterable<Page<State>> {
  const began = platform.now.getTime()
  const isCrs = settings.api === 'crs'
  const cursor = state.cursor ?? utcText(began - day)
  // Should this poll fail, the next one begins there as well.
  if (state.cursor === undefined) yield { events: [], state: { cursor } }
  const since = isCrs ? utcText(Date.parse(cursor) - settings.overlapSeconds * 1000) : cursor
  const pagesOf = isCrs ? crsPages : sphPages
  const times: number[] = []
  const marks: unknown[] = []
  for (const hotel of settings.hotelIds) {
    for await (const page of pagesOf({ hotel, since, settings, platform })) {
      const read = readItems(page.reservations, page.path, (reservation, path) =>
        readReservation(reservation, path, settings),
      )
      for (const event of read.events) times.push(changeTime(event))
      marks.push(page.mark)
      yield read
    }
  }
  const ended = marks.length > settings.hotelIds.length ? platform.now.getTime() : began
  const next = isCrs ? nextCursor(cursor, times, began, ended) : earliestMark(cursor, marks)
  yield { events: [], state: { cursor: next } }
}
