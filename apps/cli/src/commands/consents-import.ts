import { resolve } from 'node:path'
import {
  type ImportedConsent,
  type ImportResult,
  importConsents,
  mostImported,
} from '../api/consents.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

/** A row that was left out. */
interface LeftOut {
  readonly line: number
  readonly reason: string
}

/** What became of the rows of a file. */
interface Tally {
  rows: number
  recorded: number
  /** Those that come first. */
  readonly leftOut: LeftOut[]
}

/** So many rows that were left out are told one by one. */
const mostListed = 1000

const reasons: Readonly<Record<ImportResult['outcome'], string>> = {
  recorded: '',
  unknown_person: 'nobody is known by this',
  unclear_person: 'several people are known by this',
  unknown_purpose: 'the controller has no purpose of this name',
  invalid: 'it cannot be read',
}

export const consentsImport = defineCommand({
  name: 'consents import',
  summary: 'Records what people said of consent, from a CSV file.',
  arguments: [
    {
      name: 'file',
      summary:
        'UTF-8; columns email, phone or account_id (with integration), purpose, channel, state, at, given_through.',
      required: true,
    },
  ],
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    'dry-run': { type: 'boolean', summary: 'Tells what would become of the rows.' },
    ...apiOptions,
  },
  async run({ values, positionals: [file], terminal }) {
    if (file === undefined) throw usageError('name a file')
    const api = await apiOf(values, terminal)
    // The help is there without the library that reads such files.
    const { readConsents } = await import('../consents/read-consents.ts')
    const isDryRun = values['dry-run']
    const tally: Tally = { rows: 0, recorded: 0, leftOut: [] }
    const send = async (rows: readonly SentRow[]) => {
      const consents = rows.map(({ consent }) => consent)
      const results = await importConsents(api, values.controller, consents, isDryRun)
      for (const [index, { line }] of rows.entries()) count(tally, line, results[index])
    }
    let waiting: SentRow[] = []
    for await (const row of readConsents(resolve(terminal.cwd, file))) {
      tally.rows += 1
      if ('fault' in row) {
        leaveOut(tally, row.line, row.fault)
        continue
      }
      waiting.push(row)
      if (waiting.length < mostImported) continue
      await send(waiting)
      waiting = []
    }
    if (waiting.length > 0) await send(waiting)
    const leftOut = tally.leftOut.toSorted((one, other) => one.line - other.line)
    const { rows, recorded } = tally
    return {
      data: { isDryRun, rows, recorded, leftOut },
      text: textOf({ ...tally, leftOut }, isDryRun, paintFor(terminal).bold),
      exitCode: recorded === rows ? 0 : 1,
    }
  },
})

/** A row that the server is asked to record. */
interface SentRow {
  readonly line: number
  readonly consent: ImportedConsent
}

function count(tally: Tally, line: number, result: ImportResult | undefined): void {
  if (result?.outcome === 'recorded') tally.recorded += 1
  else leaveOut(tally, line, result?.detail ?? reasons[result?.outcome ?? 'invalid'])
}

function leaveOut({ leftOut }: Tally, line: number, reason: string): void {
  if (leftOut.length < mostListed) leftOut.push({ line, reason })
}

function textOf(
  { rows, recorded, leftOut }: Tally,
  isDryRun: boolean,
  paint: (text: string) => string,
): string {
  const verb = isDryRun ? 'would be recorded' : 'recorded'
  const told = `${recorded} of ${rows} ${verb}.`
  if (leftOut.length === 0) return told
  const table = formatTable(
    leftOut.map(({ line, reason }) => [line, reason]),
    { header: ['line', 'left out because'], right: [0], paint },
  )
  const more = rows - recorded - leftOut.length
  return [told, table, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
