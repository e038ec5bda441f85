import type { PrivacyMeaning } from '@conduit/privacy'
import type { EventRow } from './adapter.ts'
import { expandBraces } from './personal-data/compile-rows.ts'

interface EventIndex {
  readonly exact: ReadonlyMap<string, PrivacyMeaning>
  /** Longest first. */
  readonly families: readonly { readonly prefix: string; readonly meaning: PrivacyMeaning }[]
}

const indexes = new WeakMap<readonly EventRow[], EventIndex>()

/**
 * What an event type means by a table: an exact row, else the longest `family.*` row that fits,
 * else `processing`: a platform invents new types without telling.
 * @example meaningOf(tables.events, 'charge.succeeded') // 'transaction', from the row 'charge.*'
 */
export function meaningOf(rows: readonly EventRow[], type: string): PrivacyMeaning {
  const index = indexes.get(rows) ?? indexOf(rows)
  indexes.set(rows, index)
  const family = () => index.families.find(({ prefix }) => type.startsWith(prefix))?.meaning
  return index.exact.get(type) ?? family() ?? 'processing'
}

function indexOf(rows: readonly EventRow[]): EventIndex {
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
