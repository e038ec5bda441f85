import { resolve } from 'node:path'
import { importRequests, mostImported } from '../api/requests.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { importFile, tallyText } from './import-file.ts'

export const requestsImport = defineCommand({
  name: 'requests import',
  summary: 'Opens requests of people, from a CSV file.',
  arguments: [
    {
      name: 'file',
      summary:
        'UTF-8; columns email, phone, account_id (with integration), type, received, channel, law.',
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
    const { readRows } = await import('../csv/read-rows.ts')
    const { requestColumns } = await import('../csv/requests.ts')
    const isDryRun = values['dry-run']
    const rows = readRows(resolve(terminal.cwd, file), requestColumns)
    const tally = await importFile(rows, mostImported, async requests => {
      const results = await importRequests(api, values.controller, requests, isDryRun)
      return results.map(({ outcome, detail }) =>
        outcome === 'opened' ? null : (detail ?? 'it cannot be read'),
      )
    })
    const { rows: count, kept, leftOut } = tally
    const verb = isDryRun ? 'would be opened' : 'opened, now or before'
    return {
      data: { isDryRun, rows: count, opened: kept, leftOut },
      text: tallyText(tally, verb, paintFor(terminal).bold),
      exitCode: kept === count ? 0 : 1,
    }
  },
})
