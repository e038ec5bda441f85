import { createRequest, listRequests, showRequest } from '../api/requests.ts'
import { requestChannels, requestLaws, requestNeeds, requestTypes } from '../api/words.ts'
import { CliError, usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { receiptOf } from '../csv/moment-of.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { assertWhoseAccount, personIdentifiers, personOptions } from './person-options.ts'
import { onItsWay, requestText } from './request-text.ts'
import { assertWord, requiredWordOption, wordOption } from './word-option.ts'

const ofController = {
  controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
} as const

export const requestsCreate = defineCommand({
  name: 'requests create',
  summary: 'Opens a request of a person, and tells when it is due.',
  options: {
    ...ofController,
    type: requiredWordOption(requestTypes, 'type'),
    ...personOptions,
    channel: wordOption(requestChannels, 'channel', 'Default: other.'),
    received: {
      type: 'string',
      value: 'time',
      summary: 'When it came: a day, or a moment with an offset. Default: now.',
    },
    law: wordOption(requestLaws, 'law', 'Default: that which ends first.'),
    'dry-run': { type: 'boolean', summary: 'Opens nothing, and tells when it would be due.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    assertWhoseAccount(values)
    const identifiers = await personIdentifiers(values, terminal)
    const { type, channel, law, received } = values
    assertWord('--type', requestTypes, type)
    assertWord('--channel', requestChannels, channel)
    assertWord('--law', requestLaws, law)
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

export const requestsList = defineCommand({
  name: 'requests list',
  summary: 'Lists what people ask, those that are due first before the others.',
  options: {
    ...ofController,
    type: wordOption(requestTypes, 'type', 'Default: of any.'),
    subject: { type: 'string', value: 'id', summary: 'Only those of this person.' },
    closed: { type: 'boolean', summary: 'Those that are closed; default: those that are not.' },
    needs: wordOption(requestNeeds, 'why', 'Open or closed, as attention counts them.'),
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const { needs } = values
    assertWord('--type', requestTypes, values.type)
    assertWord('--needs', requestNeeds, needs)
    const requests = await listRequests(await apiOf(values, terminal), {
      ...{ dataControllerId: values.controller, dataSubjectId: values.subject },
      needs,
      ...((needs === undefined || values.closed) && { isClosed: values.closed }),
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
  summary: 'Shows a request: how it stands, what can be done next, what happened.',
  arguments: [{ name: 'id', summary: 'Its id.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id], terminal }) {
    if (id === undefined) throw usageError('name a request')
    const found = await showRequest(await apiOf(values, terminal), id)
    if (found === null) throw new CliError('there is no such request')
    const { request, isOfficer } = found
    const shown = isOfficer ? await onItsWay(request) : { ...request, next: [] }
    const events = request.history.map(({ at, kind, actorType }) => [at, kind, actorType])
    const header = ['at', 'what', 'by']
    const history = formatTable(events, { header, paint: paintFor(terminal).bold })
    return { data: shown, text: `${requestText(shown)}\n\n${history}` }
  },
})
