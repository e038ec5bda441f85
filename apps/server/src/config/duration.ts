const units = {
  ms: 1,
  s: 1_000,
  second: 1_000,
  m: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
}

const shape = /^(\d{1,6}) ?(ms|s|m|h|seconds?|minutes?|hours?)$/

/** What a duration looks like, as a pattern for schemas. */
export const durationPattern = shape.source

/**
 * Milliseconds of a duration as people write it.
 * @returns undefined if it is not one
 * @example durationMilliseconds('15 minutes') // 900000
 */
export function durationMilliseconds(text: string): number | undefined {
  const [, amount, unit] = shape.exec(text) ?? []
  if (amount === undefined || unit === undefined) return undefined
  const key = (unit.length > 2 ? unit.replace(/s$/, '') : unit) as keyof typeof units
  return Number(amount) * units[key]
}
