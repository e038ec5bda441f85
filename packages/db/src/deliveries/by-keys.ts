/**
 * Compares rows by some of their columns, as PostgreSQL does: UUIDs and hexadecimal text come in the
 * order of their bytes.
 */
export function byKeys<Column extends string>(
  ...columns: readonly Column[]
): (a: Readonly<Record<Column, string>>, b: Readonly<Record<Column, string>>) => number {
  return (a, b) => {
    for (const column of columns) {
      if (a[column] < b[column]) return -1
      if (a[column] > b[column]) return 1
    }
    return 0
  }
}
