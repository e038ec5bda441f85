const minute = 60
const hour = 60 * minute
/** How soon a call that failed is tried again, unless the platform says otherwise. */
const retrySeconds = {
  rate_limited: minute,
  upstream_error: 15 * minute,
  auth_failed: hour,
} as const

/** When what a platform did not do is tried again. */
export function retryAt({
  at,
  outcome,
  retryAfterSeconds,
}: {
  readonly at: Date
  readonly outcome: keyof typeof retrySeconds
  readonly retryAfterSeconds: number | null
}): Date {
  // A platform that always says "at once" is not asked more often than the clock looks.
  const pause = Math.max(retryAfterSeconds ?? retrySeconds[outcome], minute)
  return new Date(at.getTime() + pause * 1_000)
}
