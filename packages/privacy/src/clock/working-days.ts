import type { Temporal } from 'temporal-polyfill'

/** Is nobody at work on this day, `2026-12-25`? */
export type IsHoliday = (date: string) => boolean

/** A day that is no working day, and why. */
export interface FreeDay {
  /** `2026-12-25` */
  readonly date: string
  readonly reason: 'weekend' | 'holiday'
}

/** A day, and the free ones that were passed over on the way to it. */
export interface ReachedDay {
  readonly day: Temporal.PlainDate
  readonly passedOver: readonly FreeDay[]
}

const saturday = 6

/** The day itself, or the first working day behind it. */
export function workingDayFrom(day: Temporal.PlainDate, isHoliday: IsHoliday): ReachedDay {
  const passedOver: FreeDay[] = []
  let reached = day
  for (let free = freeDay(reached, isHoliday); free !== null; free = freeDay(reached, isHoliday)) {
    passedOver.push(free)
    reached = reached.add({ days: 1 })
  }
  return { day: reached, passedOver }
}

/** The day that is so many working days later; the day itself does not count. */
export function addWorkingDays(
  day: Temporal.PlainDate,
  count: number,
  isHoliday: IsHoliday,
): ReachedDay {
  const passedOver: FreeDay[] = []
  let reached = day
  for (let left = count; left > 0; left -= 1) {
    const next = workingDayFrom(reached.add({ days: 1 }), isHoliday)
    passedOver.push(...next.passedOver)
    reached = next.day
  }
  return { day: reached, passedOver }
}

function freeDay(day: Temporal.PlainDate, isHoliday: IsHoliday): FreeDay | null {
  const date = day.toString()
  if (day.dayOfWeek >= saturday) return { date, reason: 'weekend' }
  return isHoliday(date) ? { date, reason: 'holiday' } : null
}
