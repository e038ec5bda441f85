import type { PersonExport } from '../contract/rights.ts'

/**
 * An `export` whose code is loaded when somebody asks for a copy: a server starts without it.
 * @example export: exportLoadedLater(async () => (await import('./copy.ts')).copy)
 */
export function exportLoadedLater<Settings, State>(
  load: () => Promise<PersonExport<Settings, State>>,
): PersonExport<Settings, State> {
  return {
    find: async (...given) => await (await load()).find(...given),
    async *read(...given) {
      yield* (await load()).read(...given)
    },
  }
}
