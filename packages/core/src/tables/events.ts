import type { PrivacyMeaning } from '@conduit/privacy'
import type { EventRow } from '../contract/tables.ts'
import { expandBraces } from './expand-braces.ts'

/** A table of event types, ready to be asked. */
interface EventIndex {
  readonly exact: ReadonlyMap<string, PrivacyMeaning>
  /** Longest first. */
  readonly families: readonly { readonly prefix: string; readonly meaning: PrivacyMeaning }[]
}

/** Prepares a table of event types. */
function eventIndex(rows: readonly EventRow[]): EventIndex {
  const types = rows.flatMap(({ type, meaning }) =>
    expandBraces(type).map(text => ({ text, meaning })),
  )
  return {
    exact: new Map(
      types.filter(({ text }) => !text.endsWith('*')).map(({ text, meaning }) => [text, meaning]),
    ),
    families: types
      .filter(({ text }) => text.endsWith('*'))
      .map(({ text, meaning }) => ({ prefix: text.slice(0, -1), meaning }))
      .sort((a, b) => b.prefix.length - a.prefix.length),
  }
}

/** What an event type means by a prepared table: see `meanings`. */
function meaningIn({ exact, families }: EventIndex, type: string): PrivacyMeaning {
  const family = () => families.find(({ prefix }) => type.startsWith(prefix))?.meaning
  return exact.get(type) ?? family() ?? 'processing'
}

/**
 * What event types mean by a table: an exact row, else the longest `family.*` row that fits, else
 * `processing`: a platform invents new types without telling. The table is prepared when it is asked
 * for the first time.
 * @example
 * const meaningOf = meanings(tables.events)
 * meaningOf('charge.succeeded') // 'transaction', from the row 'charge.*'
 */
export function meanings(rows: readonly EventRow[]): (type: string) => PrivacyMeaning {
  let index: EventIndex | undefined
  return type => {
    index ??= eventIndex(rows)
    return meaningIn(index, type)
  }
}
