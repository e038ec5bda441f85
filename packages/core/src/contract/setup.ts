import type { SettingsChange } from './settings.ts'

/**
 * `connect`: make all anew, or move it, with fresh credentials of ours; take away what is left.
 * `renew`: make what is gone or about to end. `check`: look, change nothing. `disconnect`: take all away.
 */
export type SetupStep = 'connect' | 'renew' | 'check' | 'disconnect'

/** What a step of `setup` came to. */
export interface SetupResult<Settings = unknown> {
  /** Settings that were learned, to be kept with the integration's own; null: forget it. */
  readonly settings?: SettingsChange<Settings>
  /** When to renew. */
  readonly renewAt?: Date
  /** Of `check`: all that should be at the platform is there. */
  readonly healthy?: boolean
  /** Nothing was done: with these settings a person has to, as `connect.md` says. */
  readonly manual?: boolean
}
