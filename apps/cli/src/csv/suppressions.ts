import { stringify } from 'csv-stringify/sync'
import type { ImportedSuppression, Suppression } from '../api/suppressions.ts'
import { momentOf } from './moment-of.ts'
import { type Cells, type Columns, identifierColumns } from './read-rows.ts'

/** The columns of a list of whom to suppress: an identifier, and from when to when, if that is known. */
export const suppressionColumns: Columns<ImportedSuppression> = {
  all: [...identifierColumns, 'integration', 'effective_from', 'expires_at'],
  wanted: [],
  itemOf: suppressionOf,
}

function suppressionOf(cells: Cells): ImportedSuppression | string {
  const given = identifierColumns.filter(name => (cells[name] ?? '') !== '')
  const [category] = given
  if (category === undefined || given.length > 1) return 'it does not name one person'
  const { [category]: value = '', integration = '', effective_from: from = '' } = cells
  const { expires_at: until = '' } = cells
  if (integration !== '' && category !== 'account_id')
    return 'an integration goes with an account_id'
  const [effectiveFrom, expiresAt] = [momentOf(from), momentOf(until)]
  if ((from !== '' && effectiveFrom === null) || (until !== '' && expiresAt === null))
    return 'its time is no date, nor a moment with an offset'
  return {
    ...{ category, value },
    ...(integration !== '' && { integrationId: integration }),
    ...(effectiveFrom !== null && { effectiveFrom }),
    ...(expiresAt !== null && { expiresAt }),
  }
}

/** The list as a table: of an identifier only its keyed hash is known. */
export function suppressionsTable(suppressions: readonly Suppression[]): string {
  const header = [
    ...['category', 'token', 'group', 'reason', 'created_at', 'effective_from', 'expires_at'],
    ...['hits', 'last_hit_at', 'review_since'],
  ]
  const rows = suppressions.map(each => [
    ...[each.category, each.token, each.group, each.reason, each.createdAt, each.effectiveFrom],
    ...[each.expiresAt, each.hits, each.lastHitAt, each.reviewSince],
  ])
  return stringify([header, ...rows], { escape_formulas: true })
}
