import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  addSuppression,
  importSuppressions,
  keepSuppression,
  liftSuppression,
  listSuppressions,
  mostImported,
  type Suppression,
} from '../api/suppressions.ts'
import { suppressionReasons } from '../api/words.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { importCommand } from './import-command.ts'
import { momentOption } from './moment-option.ts'
import { personIdentifiers, personOptions } from './person-options.ts'
import { assertWord, requiredWordOption } from './word-option.ts'

const controller = {
  type: 'string',
  value: 'id',
  summary: 'The controller.',
  required: true,
} as const

export const suppressionsList = defineCommand({
  name: 'suppressions list',
  summary: 'Lists identifiers of which nothing is recorded any more.',
  options: {
    controller,
    review: { type: 'boolean', summary: 'Only those whose person seems to have come back.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const isToReview = values.review ? true : undefined
    const suppressions = await listSuppressions(api, {
      dataControllerId: values.controller,
      isToReview,
    })
    const text =
      suppressions.length === 0
        ? 'Nobody is suppressed.'
        : listTable(suppressions, paintFor(terminal).bold)
    return { data: { suppressions }, text }
  },
})

function listTable(suppressions: readonly Suppression[], paint: (text: string) => string): string {
  const header = ['id', 'kind', 'because of', 'since', 'until', 'hits', 'came back']
  const rows = suppressions.map(each => [
    ...[each.id, each.category, each.reason, each.effectiveFrom, each.expiresAt ?? ''],
    ...[String(each.hits), each.reviewSince ?? ''],
  ])
  return formatTable(rows, { header, right: [5], paint })
}

export const suppressionsAdd = defineCommand({
  name: 'suppressions add',
  summary: 'Suppresses a person: nothing is recorded of them any more.',
  options: {
    controller,
    ...personOptions,
    reason: requiredWordOption(suppressionReasons, 'reason'),
    until: {
      type: 'string',
      value: 'time',
      summary: 'A date, or a moment with an offset. Default: until it is lifted.',
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const { controller: dataControllerId, reason } = values
    assertWord('--reason', suppressionReasons, reason)
    const expiresAt = momentOption('--until', values.until)
    const identifiers = await personIdentifiers(values, terminal)
    const input = { dataControllerId, identifiers, reason, expiresAt }
    const suppressions = await addSuppression(await apiOf(values, terminal), input)
    return { data: { suppressions }, text: listTable(suppressions, paintFor(terminal).bold) }
  },
})

export const suppressionsImport = importCommand({
  name: 'suppressions import',
  summary: 'Suppresses people, from a CSV file: nothing is recorded of them any more.',
  columns: 'email, phone or account_id (with integration), effective_from, expires_at',
  most: mostImported,
  load: async () => (await import('../csv/suppressions.ts')).suppressionColumns,
  send: importSuppressions,
  kept: 'suppressed',
  verbs: { isDone: 'suppressed', wouldBe: 'would be suppressed' },
})

export const suppressionsExport = defineCommand({
  name: 'suppressions export',
  summary: 'Writes the list as CSV; identifiers are in it as keyed hashes only.',
  options: {
    controller,
    out: { type: 'string', value: 'file', summary: 'Default: standard output.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const suppressions = await listSuppressions(api, { dataControllerId: values.controller })
    const { suppressionsTable } = await import('../csv/suppressions.ts')
    const csv = suppressionsTable(suppressions)
    if (values.out === undefined) return { data: { suppressions }, text: csv.trimEnd() }
    await writeFile(resolve(terminal.cwd, values.out), csv)
    return { data: { file: values.out }, text: `${values.out} is written.` }
  },
})

export const suppressionsLift = defineCommand({
  name: 'suppressions lift',
  summary: 'Records again what comes of a person, from now on.',
  arguments: [{ name: 'id', summary: 'An entry; those of its group go with it.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    await liftSuppression(await apiOf(values, terminal), id)
    return { data: { id }, text: `${id} is lifted.` }
  },
})

export const suppressionsKeep = defineCommand({
  name: 'suppressions keep',
  summary: 'Leaves a person suppressed who seems to have come back.',
  arguments: [{ name: 'id', summary: 'The entry.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    await keepSuppression(await apiOf(values, terminal), id)
    return { data: { id }, text: `${id} stays.` }
  },
})
