import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import type { ImportedConsent } from '../api/consents.ts'
import { usageError } from '../cli-error.ts'
import { separatorOf } from './separator.ts'

/** A row of a file, or why it is none. Reasons carry no values. */
export type ConsentRow =
  | { readonly line: number; readonly consent: ImportedConsent }
  | { readonly line: number; readonly fault: string }

const columns = [
  ...['email', 'phone', 'account_id', 'integration', 'purpose', 'channel', 'state', 'at'],
  'given_through',
] as const
const wanted = ['purpose', 'channel', 'state', 'at']
const identifiers = ['email', 'phone', 'account_id'] as const

const mostOfRow = 10_000
const mostOfValue = 500

/** What the parser gives. */
interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * Reads a file of consents row by row. Its first line names the columns: `email`, `phone` or
 * `account_id` (with `integration`), `purpose`, `channel`, `state`, `at`, and `given_through`.
 *
 * @throws {CliError} it cannot be read, or lacks a column
 */
export async function* readConsents(path: string): AsyncGenerator<ConsentRow> {
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
      if (header === null) header = checkedHeader(record)
      else yield rowOf(header, record, line)
    }
  } finally {
    source.destroy()
  }
  if (openQuote < Number.POSITIVE_INFINITY)
    yield { line: line + 1, fault: 'a quote is not closed: what follows is part of it' }
  else if (header === null) throw usageError('the file is empty')
}

function checkedHeader(record: readonly string[]): readonly string[] {
  const header = record.map(name => name.trim().toLowerCase())
  const missing = wanted.filter(name => !header.includes(name))
  if (!identifiers.some(name => header.includes(name))) missing.unshift('email')
  if (missing.length > 0) throw usageError(`the file has no column ${missing.join(', ')}`)
  const strange = header.filter(name => !columns.some(each => each === name))
  if (strange.length > 0)
    throw usageError(`the file has columns that mean nothing: ${strange.length}`)
  if (new Set(header).size < header.length) throw usageError('the file has a column twice')
  return header
}

function rowOf(header: readonly string[], record: readonly string[], line: number): ConsentRow {
  const refuse = (fault: string): ConsentRow => ({ line, fault })
  if (record.length !== header.length) return refuse('it has another number of columns')
  const row = Object.fromEntries(header.map((name, index) => [name, record[index]?.trim() ?? '']))
  const values = Object.values(row)
  if (values.some(value => value.length > mostOfValue)) return refuse('a value is too long')
  if (values.some(value => value.includes('\ufffd'))) return refuse('it is not UTF-8')
  const given = identifiers.filter(name => (row[name] ?? '') !== '')
  const [category] = given
  if (category === undefined || given.length > 1) return refuse('it does not name one person')
  const { [category]: value = '', integration = '', purpose = '', channel = '' } = row
  if (integration !== '' && category !== 'account_id')
    return refuse('an integration goes with an account_id')
  const state = stateOf(row.state)
  if (state === null) return refuse('its state is neither granted nor withdrawn')
  const at = momentOf(row.at)
  if (at === null) return refuse('its time is no date, nor a moment with an offset')
  const { given_through: givenThrough = '' } = row
  return {
    line,
    consent: {
      ...{ category, value, purpose, channel, state, at },
      ...(integration !== '' && { integrationId: integration }),
      ...(givenThrough !== '' && { givenThrough }),
    },
  }
}

function stateOf(text = ''): 'granted' | 'withdrawn' | null {
  const state = text.toLowerCase()
  return state === 'granted' || state === 'withdrawn' ? state : null
}

const day = /^\d{4}-\d\d-\d\d$/
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** A day begins in UTC. */
function momentOf(text = ''): string | null {
  if (!day.test(text) && !moment.test(text)) return null
  const date = new Date(text)
  const isReal = !Number.isNaN(date.getTime())
  // What JavaScript makes of 30 February is the second of March.
  const isOfItsMonth = !day.test(text) || (isReal && date.toISOString().startsWith(text))
  return isReal && isOfItsMonth ? date.toISOString() : null
}
