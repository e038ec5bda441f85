import type { PrivacyMeaning } from '@conduit/privacy'
import type { EventRow } from '../contract/tables.ts'
import { expandBraces } from './expand-braces.ts'

/** A table of event types, ready to be asked. */
interface EventIndex {
  readonly exact: ReadonlyMap<string, EventRow>
  /** Longest first. */
  readonly families: readonly { readonly prefix: string; readonly row: EventRow }[]
}

/** Prepares a table of event types. */
function eventIndex(rows: readonly EventRow[]): EventIndex {
  const types = rows.flatMap(row => expandBraces(row.type).map(text => ({ text, row })))
  return {
    exact: new Map(
      types.filter(({ text }) => !text.endsWith('*')).map(({ text, row }) => [text, row]),
    ),
    families: types
      .filter(({ text }) => text.endsWith('*'))
      .map(({ text, row }) => ({ prefix: text.slice(0, -1), row }))
      .sort((a, b) => b.prefix.length - a.prefix.length),
  }
}

/**
 * The row of a table that speaks of an event type: an exact one, else the longest `family.*` that fits.
 * The table is prepared when it is asked for the first time.
 * @example eventRows(tables.events)('charge.succeeded')?.type // 'charge.*'
 */
export function eventRows(rows: readonly EventRow[]): (type: string) => EventRow | undefined {
  let index: EventIndex | undefined
  return type => {
    index ??= eventIndex(rows)
    const { exact, families } = index
    return exact.get(type) ?? families.find(({ prefix }) => type.startsWith(prefix))?.row
  }
}

/**
 * What event types mean by a table: see `eventRows`. What no row speaks of is `processing`: a platform
 * invents new types without telling.
 * @example
 * const meaningOf = meanings(tables.events)
 * meaningOf('charge.succeeded') // 'transaction', from the row 'charge.*'
 */
export function meanings(rows: readonly EventRow[]): (type: string) => PrivacyMeaning {
  const rowOf = eventRows(rows)
  return type => rowOf(type)?.meaning ?? 'processing'
}
