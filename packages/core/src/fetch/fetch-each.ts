import type { Fetched, IntegrationAdapter, Wanted } from '../adapter.ts'
import type { Platform } from '../platform/platform.ts'

/**
 * The `fetch` of a platform whose documents are read one by one, each by itself.
 * @param read what one brings, mostly by `completed()`
 * @example fetch: fetchEach(async (want, settings, platform) =>
 *   completed(want, await platform.request(apiCall(settings, `/members/${want.ref.member}`))))
 */
export function fetchEach<Settings>(
  read: (want: Wanted, settings: Settings, platform: Platform) => Promise<readonly Fetched[]>,
): NonNullable<IntegrationAdapter<Settings>['fetch']> {
  return async function* (wanted, { settings }, platform) {
    for (const want of wanted) yield* await read(want, settings, platform)
  }
}
