import { listRetention, type RetentionPeriod, setRetention } from '../api/retention.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { apiOf, apiOptions } from './api-options.ts'

const controller = {
  type: 'string',
  value: 'id',
  summary: 'The controller.',
  required: true,
} as const

export const retentionShow = defineCommand({
  name: 'retention show',
  summary: 'Shows how long a controller keeps what.',
  options: { controller, ...apiOptions },
  async run({ values, terminal }) {
    const retention = await listRetention(await apiOf(values, terminal), values.controller)
    return { data: { retention }, text: textOf(retention, terminal) }
  },
})

export const retentionSet = defineCommand({
  name: 'retention set',
  summary: 'Says how long something is kept, in days; the next daily sweep goes by it.',
  arguments: [
    {
      name: 'days',
      summary: 'From when it was received; none: it is not said any more.',
      required: true,
    },
  ],
  options: {
    controller,
    integration: {
      type: 'string',
      value: 'id',
      summary: 'Only there; default: wherever nothing else is said.',
    },
    category: {
      type: 'string',
      value: 'category',
      summary: 'Only this kind of personal data; default: whatever nothing else is said of.',
    },
    ...apiOptions,
  },
  async run({ values, positionals: [days = ''], terminal }) {
    if (days !== 'none' && !/^\d{1,5}$/.test(days))
      throw usageError('give a number of days, or none')
    const retention = await setRetention(await apiOf(values, terminal), {
      dataControllerId: values.controller,
      integrationId: values.integration,
      category: values.category,
      days: days === 'none' ? null : Number(days),
    })
    return { data: { retention }, text: textOf(retention, terminal) }
  },
})

function textOf(retention: readonly RetentionPeriod[], terminal: Terminal): string {
  if (retention.length === 0) return 'Everything is kept: no period is set.'
  const rows = retention.map(({ integration, category, days }) => [
    ...(integration === null ? ['any', ''] : [integration.adapter, integration.id]),
    category ?? 'the rest',
    String(days),
  ])
  const header = ['integration', 'id', 'category', 'days']
  return formatTable(rows, { header, right: [3], paint: paintFor(terminal).bold })
}
