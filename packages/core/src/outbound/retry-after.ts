/** A week: no platform means more, and a nonsensical number must not put off a job for years. */
const longest = 604_800

/**
 * Seconds to wait by a `Retry-After` header: whole or, as Shopify writes them, decimal seconds, or an
 * HTTP date; at most a week.
 *
 * @param now what an HTTP date is compared with
 * @returns undefined if there is no header or it says neither
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? ''
  const seconds = /^\d+(?:\.\d+)?$/.test(text)
    ? Number(text)
    : /^[A-Z][a-z]{2,8}, /.test(text)
      ? (Date.parse(text) - now.getTime()) / 1_000
      : Number.NaN
  if (Number.isNaN(seconds)) return undefined
  return Math.min(Math.max(Math.ceil(seconds), 0), longest)
}
