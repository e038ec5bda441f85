import type { Play } from '@conduit/recordings/player'
import type { SuiteContext } from './check.ts'

/** What an adapter was asked while a recording was played, and said. */
export type AdapterCalls = NonNullable<Play['observed']>['adapterCalls']

/** Runs something on all that was asked while the recordings were played. */
export function withAdapterCalls(
  plays: readonly Play[],
  run: (file: string, adapterCalls: AdapterCalls) => void,
): void {
  for (const { file, observed } of plays) if (observed !== null) run(file, observed.adapterCalls)
}

/** Why there is nothing to ask again. */
export function nothingSeen({ plays }: SuiteContext): string | null {
  const isSeen = plays.some(
    ({ observed }) =>
      (observed?.adapterCalls.parsed.length ?? 0) + (observed?.adapterCalls.extracted.length ?? 0) >
      0,
  )
  return isSeen ? null : 'no recording was read'
}
