import { effectiveSettings, type JsonObject } from '@conduit/core'
import type { RunningAdapter } from '../services.ts'

/** Seconds between two polls of a connection; null: it is not polled by the clock. */
export function pollSeconds({ adapter, options }: RunningAdapter, own: JsonObject): number | null {
  if (adapter.fetch === undefined) return null
  const seconds = adapter.pollEvery?.(effectiveSettings(adapter, options, own)) ?? 0
  return seconds > 0 ? seconds : null
}

/** When a connection is to be polled first: at once, if it is polled at all. */
export function nextPollOf(running: RunningAdapter, own: JsonObject, now: Date): Date | null {
  return pollSeconds(running, own) === null ? null : now
}
