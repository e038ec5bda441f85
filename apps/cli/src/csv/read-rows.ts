import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { usageError } from '../cli-error.ts'
import { separatorOf } from './separator.ts'

/** A row of a file as its columns name it, or why it is none. Reasons carry no values. */
export type FileRow<Item> =
  | { readonly line: number; readonly item: Item }
  | { readonly line: number; readonly fault: string }

/** What a row says, by column; empty where it says nothing. */
export type Cells = Readonly<Record<string, string>>

/** The columns that a file may have. */
export interface Columns<Item> {
  readonly all: readonly string[]
  readonly wanted: readonly string[]
  /** What the row is, or why it is none. */
  readonly itemOf: (cells: Cells) => Item | string
}

/** Columns that name a person. */
export const identifierColumns = ['email', 'phone', 'account_id'] as const

/** Behind a longer row the parser reads no further, so it is far more than a row may be. */
const mostOfRow = 1_000_000
const mostOfValue = 500

/** What the parser gives. */
interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * Reads a file row by row. Its first line names the columns.
 * @throws {CliError} it cannot be read, or lacks a column
 */
export async function* readRows<Item extends object>(
  path: string,
  columns: Columns<Item>,
): AsyncGenerator<FileRow<Item>> {
  const delimiter = await separatorOf(path)
  let openQuote = Number.POSITIVE_INFINITY
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: mostOfRow,
    // The one fault that is left once stray quotes are characters: what follows is part of the value.
    on_skip: error => {
      openQuote = Math.min(openQuote, Number(error?.lines ?? 0))
      return undefined
    },
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  })
  const source = createReadStream(path)
  source.on('error', error => parser.destroy(error))
  let header: readonly string[] | null = null
  let line = 0
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      if (info.lines > openQuote) break
      line = info.lines
      if (header === null) header = checkedHeader(record, columns)
      else yield rowOf(header, record, line, columns)
    }
  } finally {
    source.destroy()
  }
  if (openQuote < Number.POSITIVE_INFINITY)
    yield {
      line: line + 1,
      fault:
        'a quote is not closed, or it is longer than a million characters: what follows is not read',
    }
  else if (header === null) throw usageError('the file is empty')
}

function checkedHeader<Item>(
  record: readonly string[],
  { all, wanted }: Columns<Item>,
): readonly string[] {
  const header = record.map(name => name.trim().toLowerCase())
  const missing = wanted.filter(name => !header.includes(name))
  if (!identifierColumns.some(name => header.includes(name))) missing.unshift('email')
  if (missing.length > 0) throw usageError(`the file has no column ${missing.join(', ')}`)
  const strange = header.filter(name => !all.includes(name))
  if (strange.length > 0)
    throw usageError(`the file has columns that mean nothing: ${strange.length}`)
  if (new Set(header).size < header.length) throw usageError('the file has a column twice')
  return header
}

function rowOf<Item extends object>(
  header: readonly string[],
  record: readonly string[],
  line: number,
  { itemOf }: Columns<Item>,
): FileRow<Item> {
  if (record.length !== header.length) return { line, fault: 'it has another number of columns' }
  const cells = Object.fromEntries(header.map((name, index) => [name, record[index]?.trim() ?? '']))
  const values = Object.values(cells)
  if (values.some(value => value.length > mostOfValue))
    return { line, fault: 'a value is too long' }
  if (values.some(value => value.includes('\ufffd'))) return { line, fault: 'it is not UTF-8' }
  const item = itemOf(cells)
  return typeof item === 'string' ? { line, fault: item } : { line, item }
}
