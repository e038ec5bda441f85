/** The middle one of the numbers, or the mean of the two in the middle; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/** The same of those that are known; null if none is. */
export function medianOrNull(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter(each => each !== null)
  return known.length === 0 ? null : median(known)
}
