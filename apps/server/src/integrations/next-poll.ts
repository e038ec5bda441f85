import type { JsonObject } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import type { RunningAdapter } from '../services.ts'

/** Seconds between two polls of an integration; null: it is not polled by the clock. */
export function pollSeconds({ adapter, options }: RunningAdapter, own: JsonObject): number | null {
  if (adapter.poll === undefined) return null
  const seconds = adapter.pollEvery?.(effectiveSettings(adapter, options, own)) ?? 0
  return seconds > 0 ? seconds : null
}

/** When an integration is to be polled first: at once, if it is polled at all. */
export function nextPollOf(running: RunningAdapter, own: JsonObject, now: Date): Date | null {
  return pollSeconds(running, own) === null ? null : now
}
