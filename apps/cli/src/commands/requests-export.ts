import {
  createExport,
  createExportLink,
  type ShownExport,
  showExport,
  type UnprovenIdentifier,
  unprovenIdentifiers,
} from '../api/exports.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { waitUntil } from '../demo/wait-until.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

/** A copy that was not collected by then has failed. */
const longestWait = 25 * 3_600_000
/** One address may ask a thousand times in fifteen minutes. */
const pauseMilliseconds = 2_000

export const requestsExport = defineCommand({
  name: 'requests export',
  summary: 'Begins a copy of what is known of who asks, and of what platforms hold.',
  arguments: [
    { name: 'id', summary: 'The request: its person confirmed and checked.', required: true },
  ],
  options: {
    include: {
      type: 'string',
      value: 'identifier',
      summary: 'Counts as theirs though the request does not name it; several times for several.',
      multiple: true,
    },
    wait: { type: 'boolean', summary: 'Until all of it is collected.' },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const api = await apiOf(values, terminal)
    const unproven = await unprovenIdentifiers(api, id)
    if (unproven === null) throw new CliError('there is no such request')
    let copy = await createExport(api, id, values.include)
    const left = unproven.filter(each => !values.include.includes(each.id))
    if (values.wait)
      await waitUntil(
        async () => {
          copy = await showExport(api, copy.id)
          return copy.status !== 'collecting'
        },
        ...[longestWait, terminal.interrupted, pauseMilliseconds],
      )
    return {
      data: { dataExport: copy, leftOut: left },
      text: textOf(copy, left, paintFor(terminal).bold),
      exitCode: copy.status === 'failed' || (values.wait && copy.status !== 'ready') ? 1 : 0,
    }
  },
})

export const requestsExportLink = defineCommand({
  name: 'requests export-link',
  summary: 'Makes the link to the copy of a request; the one before leads nowhere any more.',
  arguments: [{ name: 'id', summary: 'The request.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const link = await createExportLink(await apiOf(values, terminal), id)
    if (link === null) throw new CliError('there is no copy for this request')
    const rows = [
      ['link', link.url],
      ['until', link.dataExport.expiresAt],
    ]
    return {
      data: link,
      text: `${formatTable(rows)}\n\nIt is shown this once. Whoever has it has the copy.`,
    }
  },
})

function textOf(
  copy: ShownExport,
  left: readonly UnprovenIdentifier[],
  paint: (text: string) => string,
): string {
  const rows = [
    ['copy', copy.id],
    ['status', copy.reason === null ? copy.status : `${copy.status}, ${copy.reason}`],
    ...(copy.expiresAt === null ? [] : [['until', copy.expiresAt]]),
  ]
  const sources = copy.sources.map(({ integration, outcome, reason, ...each }) => [
    ...[integration.adapter, integration.label, outcome, reason],
    ...[each.documents, each.documentsLeftOut, each.records, each.recordsLeftOut].map(String),
  ])
  const header = [
    ...['platform', 'label', 'outcome', 'why', 'objects', 'left out', 'records', 'left out'],
  ]
  const others = left.map(({ category, integration, id }) => [category, integration.adapter, id])
  const leftHeader = ['left out', 'seen at', '--include takes it in']
  return [
    formatTable(rows),
    ...(sources.length === 0 ? [] : [formatTable(sources, { header, paint })]),
    ...(others.length === 0 ? [] : [formatTable(others, { header: leftHeader, paint })]),
  ].join('\n\n')
}
