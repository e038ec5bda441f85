import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { exportRecord } from '../api/processing-record.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { apiOf, apiOptions } from './api-options.ts'

const roles = { controller: 'CONTROLLER', processor: 'PROCESSOR' } as const
const formats = { csv: 'csv', jsonld: 'jsonLd' } as const

export const recordExport = defineCommand({
  name: 'record export',
  summary: 'Writes the record of processing of Art. 30 GDPR.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The organisation.', required: true },
    as: { type: 'string', value: 'role', summary: 'controller or processor; default: controller.' },
    format: { type: 'string', value: 'format', summary: 'csv or jsonld; default: csv.' },
    out: { type: 'string', value: 'file', summary: 'Default: standard output.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const as = oneOf('--as', roles, values.as ?? 'controller')
    const format = oneOf('--format', formats, values.format ?? 'csv')
    const api = await apiOf(values, terminal)
    const document = await exportRecord(api, values.controller, as, format)
    const text = typeof document === 'string' ? document : `${JSON.stringify(document, null, 2)}\n`
    if (values.out === undefined) return { data: { document }, text: text.trimEnd() }
    await writeFile(resolve(terminal.cwd, values.out), text)
    return { data: { file: values.out }, text: `${values.out} is written.` }
  },
})

function oneOf<Value>(
  option: string,
  known: Readonly<Record<string, Value>>,
  given: string,
): Value {
  const value = Object.hasOwn(known, given) ? known[given] : undefined
  if (value === undefined) throw usageError(`${option} must be ${Object.keys(known).join(' or ')}`)
  return value
}
