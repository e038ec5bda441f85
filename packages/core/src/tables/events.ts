import type { PrivacyMeaning } from '@conduit/privacy'
import type { EventRow } from '../contract/tables.ts'
import { expandBraces } from './expand-braces.ts'

/** A table of event types, ready to be asked. */
interface EventIndex {
  readonly exact: ReadonlyMap<string, EventRow>
  /** Longest first. */
  readonly families: readonly Family[]
}

/** Types that begin and end so: `charge.*`, `event:*.placed_order`. */
interface Family {
  readonly prefix: string
  readonly suffix: string
  readonly row: EventRow
}

/** Prepares a table of event types. */
function eventIndex(rows: readonly EventRow[]): EventIndex {
  const types = rows.flatMap(row => expandBraces(row.type).map(text => ({ text, row })))
  return {
    exact: new Map(
      types.filter(({ text }) => !text.includes('*')).map(({ text, row }) => [text, row]),
    ),
    families: types
      .filter(({ text }) => text.includes('*'))
      .map(({ text, row }) => familyOf(text, row))
      .sort((a, b) => lengthOf(b) - lengthOf(a)),
  }
}

function familyOf(text: string, row: EventRow): Family {
  const at = text.indexOf('*')
  return { prefix: text.slice(0, at), suffix: text.slice(at + 1), row }
}

function lengthOf({ prefix, suffix }: Family): number {
  return prefix.length + suffix.length
}

function isOf(family: Family, type: string): boolean {
  const { prefix, suffix } = family
  return type.length >= lengthOf(family) && type.startsWith(prefix) && type.endsWith(suffix)
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
    return exact.get(type) ?? families.find(family => isOf(family, type))?.row
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
