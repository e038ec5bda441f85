/** Aligns the cells of rows, the first column to the left and all others to the right. A row of one cell may be longer. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const full = rows.filter(row => row.length > 1)
  const widths = (full[0] ?? []).map((_, column) =>
    Math.max(...full.map(row => row[column]?.length ?? 0)),
  )
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
