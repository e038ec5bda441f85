/**
 * A platform's time as text; null where PostgreSQL, or anyone, could not read it.
 * @param date any date, an invalid one too
 */
export function instantOrNull(date: Date | null): string | null {
  const year = date?.getUTCFullYear() ?? Number.NaN
  return date !== null && year >= 1 && year <= 9999 ? date.toISOString() : null
}
