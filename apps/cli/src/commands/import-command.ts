import { resolve } from 'node:path'
import type { Api } from '../api/api-client.ts'
import { usageError } from '../cli-error.ts'
import { type Command, defineCommand } from '../command-line/command.ts'
import type { Columns } from '../csv/read-rows.ts'
import { paintFor } from '../terminal/paint.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { importFile, tallyText } from './import-file.ts'

/** What is brought in from a file, and how. */
interface Import<Item> {
  readonly name: string
  readonly summary: string
  /** The columns, for the help. */
  readonly columns: string
  /** How many the server takes at once. */
  readonly most: number
  /** Loads what reads a row: the help is there without it. */
  readonly load: () => Promise<Columns<Item>>
  /** Gives the reason for each that was left out, null for each that was not. */
  readonly send: (
    api: Api,
    controllerId: string,
    items: readonly Item[],
    isDryRun: boolean,
  ) => Promise<readonly (string | null)[]>
  /** What the number of those that were kept is called in JSON. */
  readonly kept: string
  readonly verbs: { readonly isDone: string; readonly wouldBe: string }
}

/** Makes a command that brings in the rows of a CSV file, and tells those that were left out. */
export function importCommand<Item extends object>(what: Import<Item>): Command {
  return defineCommand({
    name: what.name,
    summary: what.summary,
    arguments: [{ name: 'file', summary: `UTF-8; columns ${what.columns}.`, required: true }],
    options: {
      controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
      'dry-run': { type: 'boolean', summary: 'Tells what would become of the rows.' },
      ...apiOptions,
    },
    async run({ values, positionals: [file], terminal }) {
      if (file === undefined) throw usageError('name a file')
      const api = await apiOf(values, terminal)
      const { readRows } = await import('../csv/read-rows.ts')
      const isDryRun = values['dry-run']
      const rows = readRows(resolve(terminal.cwd, file), await what.load())
      const tally = await importFile(rows, what.most, items =>
        what.send(api, values.controller, items, isDryRun),
      )
      const { rows: count, kept, leftOut } = tally
      const verb = isDryRun ? what.verbs.wouldBe : what.verbs.isDone
      return {
        data: { isDryRun, rows: count, [what.kept]: kept, leftOut },
        text: tallyText(tally, verb, paintFor(terminal).bold),
        exitCode: kept === count ? 0 : 1,
      }
    },
  })
}
