import type { SettingsChange } from '../contract/settings.ts'

/** Settings after a change. What was saved before cannot be read again, so it need not be sent again. */
export function changedSettings<Settings>(
  before: Settings,
  change: SettingsChange<Settings>,
): Settings {
  const entries = Object.entries({ ...before, ...change })
  return Object.fromEntries(entries.filter(([, value]) => value !== null)) as Settings
}
