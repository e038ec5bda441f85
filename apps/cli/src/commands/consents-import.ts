import { resolve } from 'node:path'
import { type ImportResult, importConsents, mostImported } from '../api/consents.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { importFile, tallyText } from './import-file.ts'

const reasons: Readonly<Record<ImportResult['outcome'], string | null>> = {
  recorded: null,
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
    const { readRows } = await import('../csv/read-rows.ts')
    const { consentColumns } = await import('../csv/consents.ts')
    const isDryRun = values['dry-run']
    const rows = readRows(resolve(terminal.cwd, file), consentColumns)
    const tally = await importFile(rows, mostImported, async consents => {
      const results = await importConsents(api, values.controller, consents, isDryRun)
      return results.map(({ outcome, detail }) => detail ?? reasons[outcome])
    })
    const { rows: count, kept, leftOut } = tally
    const verb = isDryRun ? 'would be recorded' : 'recorded, now or before'
    return {
      data: { isDryRun, rows: count, recorded: kept, leftOut },
      text: tallyText(tally, verb, paintFor(terminal).bold),
      exitCode: kept === count ? 0 : 1,
    }
  },
})
