import {
  createRequest,
  listRequests,
  requestChannels,
  requestLaws,
  requestTypes,
  type ShownRequest,
  showRequest,
} from '../api/requests.ts'
import { CliError, usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { receiptOf } from '../csv/moment-of.ts'
import { paintFor } from '../terminal/paint.ts'
import { readValue } from '../terminal/read-value.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

const ofController = {
  controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
} as const

export const requestsCreate = defineCommand({
  name: 'requests create',
  summary: 'Opens a request of a person, and tells when it is due.',
  options: {
    ...ofController,
    type: {
      type: 'string',
      value: 'type',
      summary: `${requestTypes.join(', ')}.`,
      required: true,
    },
    email: { type: 'string', value: 'address', summary: 'Who asks; @file and - work.' },
    phone: { type: 'string', value: 'number', summary: 'The same by phone number.' },
    account: {
      type: 'string',
      value: 'id',
      summary: 'By the id at a platform; with --integration.',
    },
    integration: { type: 'string', value: 'id', summary: 'Whose account id it is.' },
    channel: {
      type: 'string',
      value: 'channel',
      summary: `${requestChannels.join(', ')}. Default: other.`,
    },
    received: {
      type: 'string',
      value: 'time',
      summary: 'When it came: a day, or a moment with an offset. Default: now.',
    },
    law: { type: 'string', value: 'law', summary: 'gdpr, uk_gdpr or ccpa.' },
    'dry-run': { type: 'boolean', summary: 'Opens nothing, and tells when it would be due.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const identifiers = []
    for (const [name, category] of named) {
      const value = values[name]
      if (value === undefined) continue
      const read = await readValue(terminal, value)
      const of = category === 'account_id' && values.integration !== undefined
      identifiers.push({ category, value: read, ...(of && { integrationId: values.integration }) })
    }
    if (identifiers.length === 0) throw usageError('give --email, --phone or --account')
    if ((values.account === undefined) !== (values.integration === undefined))
      throw usageError('--account and --integration go together')
    const { type, channel, law, received } = values
    assertOne('--type', requestTypes, type)
    if (channel !== undefined) assertOne('--channel', requestChannels, channel)
    if (law !== undefined) assertOne('--law', requestLaws, law)
    const receipt = received === undefined ? {} : receiptOf(received)
    if (receipt === null) throw usageError('--received is a day, or a moment with an offset')
    const created = await createRequest(await apiOf(values, terminal), {
      ...{ dataControllerId: values.controller, isDryRun: values['dry-run'], type, identifiers },
      ...(channel !== undefined && { channel }),
      ...(law !== undefined && { regulation: law }),
      ...receipt,
    })
    const rows = [
      ['id', created.dataSubjectRequest?.id ?? 'none, as nothing was opened'],
      ['due', created.dueOn],
      ...(created.acknowledgeBy === null ? [] : [['to be acknowledged by', created.acknowledgeBy]]),
    ]
    return { data: created, text: formatTable(rows) }
  },
})

const named = [
  ['email', 'email'],
  ['phone', 'phone'],
  ['account', 'account_id'],
] as const

function assertOne(name: string, known: readonly string[], value: string): void {
  if (!known.includes(value)) throw usageError(`${name} is one of ${known.join(', ')}`)
}

export const requestsList = defineCommand({
  name: 'requests list',
  summary: 'Lists what people ask, those that are due first before the others.',
  options: {
    ...ofController,
    type: { type: 'string', value: 'type', summary: 'Only those of this type.' },
    subject: { type: 'string', value: 'id', summary: 'Only those of this person.' },
    closed: { type: 'boolean', summary: 'Those that are closed; default: those that are not.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    if (values.type !== undefined) assertOne('--type', requestTypes, values.type)
    const requests = await listRequests(await apiOf(values, terminal), {
      ...{ dataControllerId: values.controller, dataSubjectId: values.subject },
      isClosed: values.closed,
      ...(values.type !== undefined && { type: [values.type] }),
    })
    const rows = requests.map(({ id, clock, type, stage, status, dataSubject, ...each }) => [
      ...[clock.end, type, status, stage, dataSubject?.id ?? null],
      each.integration?.adapter ?? each.channel,
      id,
    ])
    const header = ['due', 'type', 'status', 'stage', 'person', 'from', 'id']
    const text =
      rows.length === 0
        ? 'There is no such request.'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { dataSubjectRequests: requests }, text }
  },
})

export const requestsShow = defineCommand({
  name: 'requests show',
  summary: 'Shows a request: how it stands, how it is due, what happened.',
  arguments: [{ name: 'id', summary: 'Its id.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id], terminal }) {
    if (id === undefined) throw usageError('name a request')
    const request = await showRequest(await apiOf(values, terminal), id)
    if (request === null) throw new CliError('there is no such request')
    return { data: request, text: textOf(request, paintFor(terminal).bold) }
  },
})

function textOf(request: ShownRequest, paint: (text: string) => string): string {
  const { clock, history, possiblePeople, possibleDuplicates } = request
  const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).join(', ')
  const stopped = clock.stoppedDays === 0 ? '' : `, stood still for ${clock.stoppedDays} days`
  const rows = [
    ...[
      ['type', request.type],
      ['status', `${request.status}, ${request.stage}`],
    ],
    ['from', request.integration?.adapter ?? request.channel],
    ['due', `${clock.end}, the whole day (${clock.timezone})`],
    ['because', `${clock.source}: ${clock.period} from ${clock.received}${stopped}`],
    ...(clock.end === clock.nominal ? [] : [['moved', `from ${clock.nominal} to ${clock.end}`]]),
    ['person', request.dataSubject?.id ?? null],
    ['people it may be', idsOf(possiblePeople) || null],
    ['identity', request.verification?.method ?? 'nobody has checked'],
    ['may be the same as', idsOf(possibleDuplicates) || null],
    ...(request.duplicateOf === null ? [] : [['duplicate of', request.duplicateOf.id]]),
    ...(request.justification === null ? [] : [['refused because', request.justification]]),
    ...(request.responseRef === null ? [] : [['answer', request.responseRef]]),
    ...request.dataExports.map(copy => ['copy', copyText(copy)]),
  ]
  const events = history.map(({ at, kind, actorType }) => [at, kind, actorType])
  const header = ['at', 'what', 'by']
  return [formatTable(rows), formatTable(events, { header, paint })].join('\n\n')
}

function copyText({ id, status, reason, expiresAt }: ShownRequest['dataExports'][number]): string {
  const until = status === 'ready' && expiresAt !== null ? ` until ${expiresAt}` : ''
  return `${id}, ${status}${reason === null ? '' : `, ${reason}`}${until}`
}
