import type { FileRow } from '../csv/read-rows.ts'
import { formatTable } from '../terminal/table.ts'

/** A row that was left out. */
interface LeftOut {
  readonly line: number
  readonly reason: string
}

/** What became of the rows of a file. */
export interface Tally {
  readonly rows: number
  readonly kept: number
  /** Those that come first. */
  readonly leftOut: readonly LeftOut[]
}

/** So many rows that were left out are told one by one. */
const mostListed = 1000

/**
 * Sends the rows of a file to the server, so many at a time, and tells what became of them.
 * @param send gives the reason for each that was left out, null for each that was not
 */
export async function importFile<Item>(
  rows: AsyncIterable<FileRow<Item>>,
  most: number,
  send: (items: readonly Item[]) => Promise<readonly (string | null)[]>,
): Promise<Tally> {
  let count = 0
  let kept = 0
  const leftOut: LeftOut[] = []
  const leaveOut = (line: number, reason: string) => {
    if (leftOut.length < mostListed) leftOut.push({ line, reason })
  }
  let waiting: { readonly line: number; readonly item: Item }[] = []
  const flush = async () => {
    const sent = waiting
    waiting = []
    const reasons = await send(sent.map(({ item }) => item))
    for (const [index, { line }] of sent.entries()) {
      const reason = reasons[index]
      if (reason === null) kept += 1
      else leaveOut(line, reason ?? 'it cannot be read')
    }
  }
  for await (const row of rows) {
    count += 1
    if ('fault' in row) leaveOut(row.line, row.fault)
    else waiting.push(row)
    if (waiting.length === most) await flush()
  }
  if (waiting.length > 0) await flush()
  return { rows: count, kept, leftOut: leftOut.toSorted((one, other) => one.line - other.line) }
}

/** A tally as people read it. */
export function tallyText(
  { rows, kept, leftOut }: Tally,
  verb: string,
  paint: (text: string) => string,
): string {
  const told = `${kept} of ${rows} ${verb}.`
  if (leftOut.length === 0) return told
  const table = formatTable(
    leftOut.map(({ line, reason }) => [line, reason]),
    { header: ['line', 'left out because'], right: [0], paint },
  )
  const more = rows - kept - leftOut.length
  return [told, table, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
