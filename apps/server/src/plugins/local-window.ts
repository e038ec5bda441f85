import { LRUCache } from 'lru-cache'
import type { WindowOptions } from './counted-window.ts'

interface Counted {
  readonly begunAt: number
  count: number
}

/** Keys that are counted at a time. */
const keysKept = 50_000

/**
 * Counts in this process. The library's own store goes by a clock that can be set, and whoever had
 * sent too much would be refused for as long as it was set back.
 *
 * @returns counts a request; gives the seconds until the next may come, null: this one may pass
 */
export function localWindow({
  max,
  windowMilliseconds,
  elapsed,
}: Pick<WindowOptions, 'max' | 'windowMilliseconds' | 'elapsed'>): (key: string) => number | null {
  const windows = new LRUCache<string, Counted>({ max: keysKept })
  return key => {
    const now = elapsed()
    let counted = windows.get(key)
    if (counted === undefined || now >= counted.begunAt + windowMilliseconds) {
      counted = { begunAt: now, count: 0 }
      windows.set(key, counted)
    }
    counted.count += 1
    if (counted.count <= max) return null
    return Math.max(1, Math.ceil((counted.begunAt + windowMilliseconds - now) / 1_000))
  }
}
