const day = /^\d{4}-\d\d-\d\d$/
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** The server reads no others, and would read none of those that are sent with one. */
const [earliest, latest] = [0, Date.UTC(9999, 11, 31, 23, 59, 59, 999)]

/** A day, which begins in UTC, or a moment with an offset, in ISO 8601, of the years 1970 to 9999; null: it is neither. */
export function momentOf(text = ''): string | null {
  if ((!day.test(text) && !moment.test(text)) || !isDay(text.slice(0, 10))) return null
  const date = new Date(text)
  const isRead = date.getTime() >= earliest && date.getTime() <= latest
  return isRead ? date.toISOString() : null
}

/** When a request came: a day at the controller, or a moment; null: it is neither. */
export function receiptOf(
  text = '',
): { readonly receivedOn: string } | { readonly receivedAt: string } | null {
  if (isDay(text)) return { receivedOn: text }
  const receivedAt = momentOf(text)
  return receivedAt === null ? null : { receivedAt }
}

/** What JavaScript makes of 30 February is the second of March. */
function isDay(text: string): boolean {
  if (!day.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
