import type { PersonRedaction } from '../contract/redact.ts'

/**
 * A `redact` whose code is loaded when somebody is to be erased: a server starts without it.
 * @example redact: redactLoadedLater(async () => (await import('./redact.ts')).redact)
 */
export function redactLoadedLater<Settings, State>(
  load: () => Promise<PersonRedaction<Settings, State>>,
): PersonRedaction<Settings, State> {
  return {
    find: async (...given) => await (await load()).find(...given),
    erase: async (...given) => await (await load()).erase(...given),
    check: async (...given) => await (await load()).check(...given),
  }
}
