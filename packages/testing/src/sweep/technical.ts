import type { EventRow, TechnicalClass, TechnicalRow } from '@conduit/core'
import { placesAt } from '@conduit/recordings'

const forms: Readonly<Record<TechnicalClass, RegExp>> = {
  id: /^[^\s@]{1,4096}$/,
  url: /^(([a-z][a-z0-9+.-]{0,20}:)?\/\/|\/|[a-z0-9-]{1,63}\.[a-z0-9.-]{2,200}(\/|\?|#|$))[^\s@]*$/i,
  enum: /^[\p{L}\d_$][\p{L}\d_.:/+*-]{0,60}( [\p{L}\d_.:/+*-]{1,30}){0,5}$/u,
  amount: /^[+-]?[\d.,']{1,30}( ?[\p{L}%$€£]{1,5})?$/u,
  time: /^(?=.*\d)[\dA-Za-z:.,+/ -]{1,64}$/,
  code: /^[A-Za-z0-9][\w.+:/-]{0,99}$/,
}

/** A text that rows declare to be nobody's. */
export interface TechnicalText {
  readonly path: string
  readonly class: TechnicalClass
  /** The row's own words, for a fault. */
  readonly row: TechnicalRow
}

/**
 * The texts of a document that rows declare to be nobody's, by pointer.
 * @param types of the events that the document tells of
 */
export function technicalTexts(
  rows: readonly TechnicalRow[],
  document: unknown,
  types: readonly string[],
): ReadonlyMap<string, TechnicalText> {
  const own = rows.filter(row => row.types === undefined || fitsAny(row.types, types))
  return new Map(
    own.flatMap(row =>
      placesAt(document, row.path)
        .filter(({ value }) => typeof value === 'string')
        .map(({ path }) => [path, { path, class: row.class, row }] as const),
    ),
  )
}

/** Has a text the form that its class promises? What people write has none of them, nor has an address. */
export function hasForm(text: string, { class: of }: TechnicalText): boolean {
  return forms[of].test(text.trim()) && !/%(25)*40/.test(text)
}

function fitsAny(patterns: readonly EventRow['type'][], types: readonly string[]): boolean {
  return patterns.some(pattern =>
    types.some(type =>
      pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern,
    ),
  )
}
