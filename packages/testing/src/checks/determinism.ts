import assert from 'node:assert/strict'
import type { Check, Play, SuiteContext } from './check.ts'

/** The same input gives the same answer, and stays as it was. */
export const determinismChecks: readonly Check[] = [
  {
    name: 'determinism: asked twice, the adapter says the same',
    skip: nothingSeen,
    run: ({ adapter, plays }) =>
      withSights(plays, (file, { parsed, extracted }) => {
        for (const { delivery, connection, parsed: first } of parsed) {
          const again = adapter.parseEvent(delivery, connection)
          assert.deepEqual(again, first, `${file}: parseEvent`)
        }
        for (const { event, connection, personalData } of extracted) {
          assert.deepEqual(
            adapter.extractPii(event, connection),
            personalData,
            `${file}: extractPii`,
          )
        }
      }),
  },
  {
    name: 'determinism: what it is given stays as it was',
    skip: nothingSeen,
    run: ({ plays }) =>
      withSights(plays, (file, { altered }) => {
        assert.deepEqual(altered, [], `${file}: changed what it was given`)
      }),
  },
]

/** Runs something on all that was asked while the recordings were played. */
export function withSights(
  plays: readonly Play[],
  run: (file: string, sight: NonNullable<Play['observed']>['sight']) => void,
): void {
  for (const { file, observed } of plays) if (observed !== null) run(file, observed.sight)
}

/** Why there is nothing to ask again. */
export function nothingSeen({ plays }: SuiteContext): string | null {
  const isSeen = plays.some(
    ({ observed }) =>
      (observed?.sight.parsed.length ?? 0) + (observed?.sight.extracted.length ?? 0) > 0,
  )
  return isSeen ? null : 'no recording was read'
}
