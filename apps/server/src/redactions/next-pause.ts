const shortest = 30
const longest = 21_600

/**
 * How long a call that failed waits, in seconds: a random time between half a minute and three times
 * the pause before, six hours at most. So what failed together does not come back together.
 *
 * @param before 0: this is the first failure
 * @param random from 0 up to 1, without it
 */
export function nextPause(before: number, random: () => number = Math.random): number {
  const most = Math.min(Math.max(before * 3, shortest), longest)
  return Math.round(shortest + random() * (most - shortest))
}
