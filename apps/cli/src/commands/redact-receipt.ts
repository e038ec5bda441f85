import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { redactionReceipt } from '../api/redactions.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const redactReceipt = defineCommand({
  name: 'redact receipt',
  summary: 'Writes the signed receipt of what was erased, and its proof.',
  arguments: [{ name: 'id', summary: 'The redaction.', required: true }],
  options: {
    html: { type: 'boolean', summary: 'As a page to be printed; default: JSON.' },
    out: { type: 'string', value: 'file', summary: 'Default: standard output.' },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const form = values.html ? 'page' : 'file'
    const receipt = await redactionReceipt(await apiOf(values, terminal), id, form)
    if (receipt === null) throw new CliError('there is no receipt: it has not ended')
    const text = receipt.page ?? `${JSON.stringify(receipt.file, null, 2)}\n`
    if (values.out === undefined) return { data: { receipt }, text: text.trimEnd() }
    await writeFile(resolve(terminal.cwd, values.out), text)
    return { data: { file: values.out }, text: `${values.out} is written.` }
  },
})
