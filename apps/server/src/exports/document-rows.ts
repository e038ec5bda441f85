/** A value of a document, and where it stands. */
export interface DocumentRow {
  /** Names from the top down, joined by dots. */
  readonly path: string
  readonly value: string
}

const mostLength = 65_536
const mostRows = 500
const mostDepth = 20

/**
 * The values of a document as rows of a table; null: there are too many, or they stand too deep, to be
 * read that way.
 *
 * @param text the document as JSON
 * @example documentRows('{"name":{"first":"Ada"}}') // [{ path: 'name.first', value: 'Ada' }]
 */
export function documentRows(text: string): readonly DocumentRow[] | null {
  if (text.length > mostLength) return null
  const rows: DocumentRow[] = []
  const waiting: { path: readonly string[]; value: unknown }[] = [
    { path: [], value: JSON.parse(text) },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value } = next
    if (path.length > mostDepth || rows.length + waiting.length > mostRows) return null
    const members = typeof value === 'object' && value !== null ? Object.entries(value) : []
    if (members.length === 0) {
      rows.push({ path: path.join('.'), value: plainText(value) })
      continue
    }
    for (const [name, inner] of members.reverse())
      waiting.push({ path: [...path, name], value: inner })
  }
  return rows
}

/** A text as it is, all else as JSON has it. */
function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
