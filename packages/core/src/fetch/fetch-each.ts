import type { Fetched, IntegrationAdapter, Wanted } from '../adapter.ts'
import { isPlatformError, type Platform, type PlatformError } from '../platform/platform.ts'

/**
 * The `fetch` of a platform whose documents are read one by one, each by itself. One that may not be
 * read (`allowed()`) keeps none of the others waiting.
 * @param read what one brings, mostly by `completed()`
 * @throws `PlatformError` as `read`; that of status 403 after the others were read
 * @example fetch: fetchEach(async (want, settings, platform) =>
 *   completed(want, await platform.request(apiCall(settings, `/members/${want.ref.member}`))))
 */
export function fetchEach<Settings>(
  read: (want: Wanted, settings: Settings, platform: Platform) => Promise<readonly Fetched[]>,
): NonNullable<IntegrationAdapter<Settings>['fetch']> {
  return async function* (wanted, { settings }, platform) {
    let refusal: PlatformError | undefined
    for (const want of wanted) {
      try {
        yield* await read(want, settings, platform)
      } catch (error) {
        if (!isPlatformError(error) || error.status !== 403) throw error
        refusal = error
      }
    }
    if (refusal !== undefined) throw refusal
  }
}
