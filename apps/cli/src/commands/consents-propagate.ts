import { setTimeout as pause } from 'node:timers/promises'
import type { Api } from '../api/api-client.ts'
import {
  listPropagations,
  type NewPropagation,
  type Propagation,
  propagateConsent,
} from '../api/propagations.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { propagationsTable } from './consents-propagations.ts'

const lookMilliseconds = 2_000

export const consentsPropagate = defineCommand({
  name: 'consents propagate',
  summary: 'Has platforms told what holds for a person, a channel and a purpose.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    subject: { type: 'string', value: 'id', summary: 'The person.', required: true },
    channel: { type: 'string', value: 'channel', summary: 'email, sms, …', required: true },
    purpose: {
      type: 'string',
      value: 'name',
      summary: 'As `consents list` shows it.',
      required: true,
    },
    integration: {
      type: 'string',
      value: 'id',
      summary: 'Only there; can be given several times. Default: wherever the person is known.',
      multiple: true,
    },
    'dry-run': { type: 'boolean', summary: 'Shows what would be told, and calls nobody.' },
    wait: {
      type: 'boolean',
      summary: 'Waits until nothing is left to be done, up to an hour or so.',
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const { integration } = values
    const input: NewPropagation = {
      ...{ dataControllerId: values.controller, dataSubjectId: values.subject },
      ...{ channel: values.channel, purpose: values.purpose, isDryRun: values['dry-run'] },
      integrationIds: integration.length === 0 ? undefined : integration,
    }
    const { state, lines } = await propagateConsent(api, input)
    const ids = lines.flatMap(({ propagation }) => (propagation === null ? [] : [propagation.id]))
    const told = values.wait ? await untilClosed(api, input, ids, terminal) : []
    const header = ['platform', 'object', 'calls it', 'outcome']
    const rows = lines.map(line => [
      line.integration.adapter,
      line.object,
      line.platformPurpose,
      line.outcome,
    ])
    const { bold } = paintFor(terminal)
    const shown = [
      lines.length === 0
        ? 'Nothing is known of the person at any platform.'
        : formatTable(rows, { header, paint: bold }),
      ...(told.length === 0 ? [] : [propagationsTable(told, bold)]),
    ]
    return {
      data: { state, lines, ...(values.wait && { propagations: told }) },
      text: shown.join('\n\n'),
      exitCode: told.every(isWell) ? 0 : 1,
    }
  },
})

/** Looks from time to time, until all of them are closed or the person has had enough. */
async function untilClosed(
  api: Api,
  { dataControllerId, dataSubjectId }: NewPropagation,
  ids: readonly string[],
  { interrupted }: Terminal,
): Promise<readonly Propagation[]> {
  const of = { dataControllerId, dataSubjectId, integrationId: undefined }
  for (;;) {
    const open = await listPropagations(api, { ...of, isOpen: true })
    const isOver = interrupted.aborted || !open.some(({ id }) => ids.includes(id))
    if (isOver) {
      const all = await listPropagations(api, { ...of, isOpen: undefined })
      return all.filter(({ id }) => ids.includes(id))
    }
    await pause(lookMilliseconds, undefined, { signal: interrupted }).catch(() => undefined)
  }
}

/** Does the platform say the same? */
function isWell({ outcome, found, state }: Propagation): boolean {
  return outcome === 'told' && found === state
}
