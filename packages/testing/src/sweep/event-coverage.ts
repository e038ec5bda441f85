import type { EventRow, IntegrationAdapter } from '@conduit/core'
import { eventRows } from '@conduit/core/host'
import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import type { Play } from '@conduit/recordings/player'

/** What the recordings show of one row of an event table whose meaning is a person's. */
export interface EventCoverage {
  readonly row: EventRow
  /** Types of the recorded events, in the order in which they were met. */
  readonly types: readonly string[]
  /** What people were found by. */
  readonly foundBy: readonly string[]
  readonly categories: readonly PiiCategory[]
  /** Versions of the API that the recordings name. */
  readonly versions: readonly string[]
}

/** Is an event of this meaning one that tells of a person? */
export function isOfPerson(meaning: PrivacyMeaning): boolean {
  return meaning !== 'processing' && meaning !== 'lifecycle'
}

/** What the recordings show of each kind of event that tells of a person. */
export function eventCoverage(
  { tables }: Pick<IntegrationAdapter, 'tables'>,
  plays: readonly Pick<Play, 'recording' | 'observed'>[],
): readonly EventCoverage[] {
  const rowOf = eventRows(tables.events)
  const all = plays.flatMap(({ recording, observed }) =>
    (observed?.adapterCalls.extracted ?? []).map(each => ({ ...each, recording })),
  )
  return tables.events
    .filter(({ meaning }) => isOfPerson(meaning))
    .map(row => {
      const own = all.filter(({ event }) => rowOf(event.type) === row)
      const data = own.map(({ personalData }) => personalData)
      return {
        row,
        types: distinct(own.map(({ event }) => event.type)),
        foundBy: distinct(
          data.flatMap(({ people }) =>
            people.flatMap(({ identifiers }) => identifiers.map(({ category }) => category)),
          ),
        ),
        categories: distinct(data.flatMap(({ fields }) => fields.map(({ category }) => category))),
        versions: distinct(own.flatMap(({ recording }) => recording?.version ?? [])),
      }
    })
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}
