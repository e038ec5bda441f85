import { type Consent, listConsents } from '../api/consents.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const consentsList = defineCommand({
  name: 'consents list',
  summary: 'Lists what people allowed and withdrew.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    subject: { type: 'string', value: 'id', summary: 'Only those of this person.' },
    integration: {
      type: 'string',
      value: 'id',
      summary: 'Only those of which this integration told something.',
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const consents = await listConsents(await apiOf(values, terminal), {
      dataControllerId: values.controller,
      dataSubjectId: values.subject,
      integrationId: values.integration,
    })
    const text =
      consents.length === 0
        ? 'Nobody has said anything of consent.'
        : consentsTable(consents, paintFor(terminal).bold)
    return { data: { consents }, text }
  },
})

/** Consents as people read them. */
export function consentsTable(
  consents: readonly Consent[],
  paint: (text: string) => string,
): string {
  const header = ['person', 'purpose', 'channel', 'state', 'since', 'platforms']
  const rows = consents.map(each => [
    each.dataSubject.id,
    each.purpose,
    each.channel,
    each.state,
    each.occurredAt,
    sourcesOf(each),
  ])
  return formatTable(rows, { header, paint })
}

/** Who says so, and who says otherwise. */
function sourcesOf({ sources, state }: Consent): string {
  return sources
    .map(source => {
      const name = source.integration?.adapter ?? 'recorded'
      return source.state === state ? name : `${name}: ${source.state}`
    })
    .join(', ')
}
