import { isDeepStrictEqual } from 'node:util'
import type { Answered } from '@conduit/core/host'
import { LRUCache } from 'lru-cache'

/** Remembers the answers of a look-up for a moment. */
export interface LookupCache<Value> {
  /**
   * The remembered answer at once, the same object each time; else that of `load`, which runs once
   * for all who ask meanwhile. Loaded again, an equal answer is still the same object.
   */
  get(key: string, load: () => Promise<Value | null>): Answered<Value | null>
  /** Forgets one answer, or all; one that is being loaded just now is not remembered either. */
  forget(key?: string): void
}

interface Kept<Value> {
  readonly value: Value | null
  readonly until: number
}

const foundMilliseconds = 5_000
const missingMilliseconds = 1_000
const maxFound = 10_000
const maxMissing = 10_000

/**
 * Makes a cache for look-ups by credential or id. What was found is kept for 5 s, "nobody" for 1 s,
 * apart from each other: guessed keys cannot push out those that exist.
 *
 * @param elapsed milliseconds by a clock that is never set: else what another process has taken back
 *   would stay good for as long as the clock was set back
 */
export function lookupCache<Value>(elapsed: () => number): LookupCache<Value> {
  const found = new LRUCache<string, Kept<Value>>({ max: maxFound })
  const missing = new LRUCache<string, Kept<Value>>({ max: maxMissing })
  const loading = new Map<string, Promise<Value | null>>()
  let generation = 0

  const keep = (key: string, value: Value | null): void => {
    const lasts = value === null ? missingMilliseconds : foundMilliseconds
    const kept = { value, until: elapsed() + lasts }
    if (value !== null) {
      found.set(key, kept)
      return
    }
    found.delete(key)
    missing.set(key, kept)
  }

  const loadAndKeep = async (
    key: string,
    load: () => Promise<Value | null>,
  ): Promise<Value | null> => {
    const startedIn = generation
    const before = found.get(key)?.value
    try {
      const loaded = await load()
      // What did not change stays the same object, and so does what was made of it.
      const value = before !== undefined && isDeepStrictEqual(before, loaded) ? before : loaded
      if (startedIn === generation) keep(key, value)
      return value
    } finally {
      if (startedIn === generation) loading.delete(key)
    }
  }

  return {
    get: (key, load) => {
      const kept = found.get(key) ?? missing.get(key)
      if (kept !== undefined && kept.until > elapsed()) return kept.value
      const running = loading.get(key) ?? loadAndKeep(key, load)
      loading.set(key, running)
      return running
    },
    forget: key => {
      generation += 1
      loading.clear()
      for (const cache of [found, missing]) {
        if (key === undefined) cache.clear()
        else cache.delete(key)
      }
    },
  }
}
