import type { PiiCategory } from '@conduit/privacy'
import type { PiiRow } from '../contract/tables.ts'
import type { OpenNames, OpenText } from './open-container.ts'
import { remembering } from './remember.ts'
import { finding } from './rows.ts'

/** A row that reads a container of which others choose the names. */
export interface OpenRow {
  readonly names: OpenNames
  /** The row by which a text in the container is found, as if the table named that text. */
  rowOf(text: Pick<OpenText, 'category' | 'isOwn'>): PiiRow
}

/** Prepares the rows that stand for a row where it reads a container: they are few, its texts many. */
export function openRow({ path, person }: PiiRow, names: OpenNames): OpenRow {
  const place = { path, ...(person !== undefined && { person }) }
  const read = { open: names.open }
  const finds = remembering((own): PiiRow => ({ ...place, ...finding(own as PiiCategory), read }))
  const tells = remembering((other): PiiRow => ({ ...place, category: other as PiiCategory, read }))
  return { names, rowOf: ({ category, isOwn }) => (isOwn ? finds : tells)(category) }
}
