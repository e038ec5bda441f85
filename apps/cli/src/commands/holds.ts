import { type Hold, listHolds, placeHold, releaseHold } from '../api/retention.ts'
import { holdBases } from '../api/words.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { momentOption } from './moment-option.ts'
import { assertWord, requiredWordOption } from './word-option.ts'

const controller = {
  type: 'string',
  value: 'id',
  summary: 'The controller.',
  required: true,
} as const

export const holdsList = defineCommand({
  name: 'holds list',
  summary: 'Lists legal holds.',
  options: {
    controller,
    all: { type: 'boolean', summary: 'Those as well that hold nothing any more, or not yet.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const api = await apiOf(values, terminal)
    const holds = await listHolds(api, values.controller, values.all ? undefined : true)
    const header = ['id', 'holds', 'because of', 'reference', 'since', 'review', 'until']
    const rows = holds.map(hold => [
      hold.id,
      scopeOf(hold),
      hold.basis,
      hold.reference ?? '',
      hold.startsAt,
      hold.reviewAt ?? '',
      hold.releasedAt ?? hold.endsAt ?? '',
    ])
    const text =
      rows.length === 0
        ? 'Nothing is held.'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { holds }, text }
  },
})

export const holdsPlace = defineCommand({
  name: 'holds place',
  summary: 'Keeps what is on record from being deleted: of a person, of an integration, or all.',
  options: {
    controller,
    basis: requiredWordOption(holdBases, 'basis'),
    subject: { type: 'string', value: 'id', summary: 'Only what is about this person.' },
    integration: { type: 'string', value: 'id', summary: 'Only what came from there.' },
    reference: { type: 'string', value: 'text', summary: 'A matter elsewhere; no personal data.' },
    review: { type: 'string', value: 'time', summary: 'When somebody is to look at it again.' },
    until: { type: 'string', value: 'time', summary: 'Default: until it is released.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    assertWord('--basis', holdBases, values.basis)
    const hold = await placeHold(await apiOf(values, terminal), {
      dataControllerId: values.controller,
      dataSubjectId: values.subject,
      integrationId: values.integration,
      basis: values.basis,
      reference: values.reference,
      reviewAt: momentOption('--review', values.review),
      endsAt: momentOption('--until', values.until),
    })
    return { data: { hold }, text: `${hold.id} holds ${scopeOf(hold)}.` }
  },
})

export const holdsRelease = defineCommand({
  name: 'holds release',
  summary: 'Releases a hold: what it kept goes where its period is over.',
  arguments: [{ name: 'id', summary: 'The hold.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const hold = await releaseHold(await apiOf(values, terminal), id)
    return { data: { hold }, text: `${hold.id} is released.` }
  },
})

function scopeOf({ dataSubjectId, integration }: Hold): string {
  const parts = [
    ...(dataSubjectId === null ? [] : [dataSubjectId]),
    ...(integration === null ? [] : [`${integration.adapter} ${integration.id}`]),
  ]
  return parts.length === 0 ? 'everything' : parts.join(' at ')
}
