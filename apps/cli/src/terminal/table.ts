/** How a table is laid out. */
export interface TableOptions {
  readonly header?: readonly string[]
  /** Columns of numbers, from 0: set flush right. */
  readonly right?: readonly number[]
  /** Blanks before every line. */
  readonly indent?: number
  /** Draws the header; default: as it is. */
  readonly paint?: (text: string) => string
}

const gap = '  '

/**
 * Lines of aligned columns.
 *
 * @param rows cells; null prints as a dash
 * @example formatTable([['stripe', 8]], { header: ['platform', 'sent'], right: [1] })
 */
export function formatTable(
  rows: readonly (readonly (string | number | null)[])[],
  { header, right = [], indent = 0, paint = text => text }: TableOptions = {},
): string {
  const body = rows.map(row => row.map(cell => printable(cell === null ? '–' : String(cell))))
  const all = header === undefined ? body : [header, ...body]
  const columns = Math.max(0, ...all.map(({ length }) => length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...all.map(row => widthOf(row[column] ?? ''))),
  )
  const lines = all.map(row =>
    (' '.repeat(indent) + row.map((cell, column) => pad(cell, column)).join(gap)).trimEnd(),
  )
  const [first, ...rest] = lines
  return header === undefined || first === undefined
    ? lines.join('\n')
    : [paint(first), ...rest].join('\n')

  function pad(cell: string, column: number): string {
    const blanks = ' '.repeat((widths[column] ?? 0) - widthOf(cell))
    return right.includes(column) ? blanks + cell : cell + blanks
  }
}

/** Text from elsewhere without control characters, which a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{FFFD}')
}

function widthOf(text: string): number {
  return [...text].length
}
