import type { IsHoliday } from './working-days.ts'

const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds

/** No day but weekends is free. */
export const noHolidays: IsHoliday = () => false

/**
 * Loads the public holidays of a country, or of a part of it. The data are large, so they are loaded
 * when somebody asks; they come from date-holidays, under CC-BY-3.0.
 *
 * @param calendar `DE`, `DE-BY`, `DE-BY-A`: ISO 3166 country, the part and the place as the data name them
 * @returns null: the data know no such country or part
 */
export async function loadHolidays(calendar: string): Promise<IsHoliday | null> {
  const [country = '', state, region, ...rest] = calendar.split('-')
  const { default: Holidays } = await import('date-holidays')
  const all = new Holidays()
  const parts = [
    [all.getCountries(), country],
    [state === undefined ? {} : all.getStates(country), state],
    [state === undefined || region === undefined ? {} : all.getRegions(country, state), region],
  ] as const
  const isKnown = parts.every(
    ([names, part]) => part === undefined || Object.hasOwn(names ?? {}, part),
  )
  if (!isKnown || rest.length > 0) return null
  const known = new Holidays({
    country,
    ...(state !== undefined && { state }),
    ...(region !== undefined && { region }),
  })
  const years = new Map<string, ReadonlySet<string>>()
  const ofYear = (year: string): ReadonlySet<string> => {
    const days = years.get(year) ?? new Set(known.getHolidays(year).flatMap(daysOf))
    years.set(year, days)
    return days
  }
  return date => ofYear(date.slice(0, 4)).has(date)
}

/** The whole days of one holiday: of half a day the other half is worked. */
function daysOf({
  date,
  start,
  end,
  type,
}: {
  readonly date: string
  readonly start: Date
  readonly end: Date
  readonly type: string
}): readonly string[] {
  if (type !== 'public') return []
  // A day on which clocks are put forward has 23 hours.
  const lasts = end.getTime() - start.getTime() + hourMilliseconds
  const length = Math.floor(lasts / dayMilliseconds)
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
  return Array.from({ length }, (_, index) =>
    new Date(first + index * dayMilliseconds).toISOString().slice(0, 10),
  )
}
