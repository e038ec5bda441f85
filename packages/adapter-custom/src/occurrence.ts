const iso = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i

/** A number below this is in seconds: as milliseconds it would lie in March 1973. */
const firstMilliseconds = 1e11

/** The time that an event states: ISO 8601 with its offset, or Unix time. Null if unreadable. */
export function occurrence(value: unknown): Date | null {
  if (typeof value === 'number') return valid(value < firstMilliseconds ? value * 1000 : value)
  const day = typeof value === 'string' ? iso.exec(value)?.[1] : undefined
  if (day === undefined || !isDay(day)) return null
  return valid(String(value).toUpperCase())
}

/** The engine reads 30 February as 2 March. */
function isDay(day: string): boolean {
  return valid(day)?.toISOString().startsWith(day) ?? false
}

function valid(time: string | number): Date | null {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? null : date
}
