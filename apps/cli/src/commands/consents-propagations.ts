import { listPropagations, type Propagation } from '../api/propagations.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const consentsPropagations = defineCommand({
  name: 'consents propagations',
  summary: 'Lists what platforms are told of what people decided.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    subject: { type: 'string', value: 'id', summary: 'Only of this person.' },
    integration: { type: 'string', value: 'id', summary: 'Only what is told there.' },
    open: { type: 'boolean', summary: 'Only those of which something is still to be done.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const propagations = await listPropagations(await apiOf(values, terminal), {
      dataControllerId: values.controller,
      dataSubjectId: values.subject,
      integrationId: values.integration,
      isOpen: values.open ? true : undefined,
    })
    const text =
      propagations.length === 0
        ? 'No platform is told anything.'
        : propagationsTable(propagations, paintFor(terminal).bold)
    return { data: { propagations }, text }
  },
})

/** Propagations as a table. */
export function propagationsTable(
  propagations: readonly Propagation[],
  paint: (text: string) => string,
): string {
  const header = [
    'person',
    'platform',
    'calls it',
    'channel',
    'told',
    'outcome',
    'found',
    'because',
  ]
  const rows = propagations.map(each => [
    ...[each.dataSubjectId, each.integration.adapter, each.platformPurpose, each.channel],
    ...[each.state, each.outcome, each.found, each.reason],
  ])
  return formatTable(rows, { header, paint })
}
