import {
  closeRequest,
  confirmPerson,
  extendRequest,
  moveRequest,
  noteIdentityCheck,
  pauseRequest,
  refuseRequest,
  resumeRequest,
  withdrawRequest,
} from '../api/request-acts.ts'
import type { ShownRequest } from '../api/requests.ts'
import {
  extensionReasons,
  identityLevels,
  identityMethods,
  nextStages,
  refusalReasons,
  requestOutcomes,
} from '../api/words.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand, type Result } from '../command-line/command.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { momentOption } from './moment-option.ts'
import { onItsWay, requestText } from './request-text.ts'
import { assertWord, listOf, requiredWordOption } from './word-option.ts'

const requestArgument = { name: 'id', summary: 'The request.', required: true } as const

/** How the request stands now. */
async function done(request: ShownRequest): Promise<Result> {
  const shown = await onItsWay(request)
  return { data: { dataSubjectRequest: shown }, text: requestText(shown) }
}

export const requestsConfirm = defineCommand({
  name: 'requests confirm',
  summary: 'Says who it is that asks. If somebody else was checked, that check is void.',
  arguments: [requestArgument, { name: 'subject', summary: 'The person.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = '', subject = ''], terminal }) {
    return await done(await confirmPerson(await apiOf(values, terminal), id, subject))
  },
})

export const requestsCheck = defineCommand({
  name: 'requests check',
  summary: 'Notes how it was made sure that the person is who it says. The clock goes on.',
  arguments: [requestArgument],
  options: {
    method: requiredWordOption(identityMethods, 'method'),
    level: requiredWordOption(identityLevels, 'level'),
    note: { type: 'string', value: 'text', summary: 'Why it was not needed; no personal data.' },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const { method, level, note } = values
    assertWord('--method', identityMethods, method)
    assertWord('--level', identityLevels, level)
    const api = await apiOf(values, terminal)
    return await done(await noteIdentityCheck(api, { id, method, level, note }))
  },
})

export const requestsStage = defineCommand({
  name: 'requests stage',
  summary: 'Leads a request to its next stage; `requests show` names it.',
  arguments: [requestArgument, { name: 'stage', summary: listOf(nextStages), required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = '', stage = ''], terminal }) {
    assertWord('<stage>', nextStages, stage)
    return await done(await moveRequest(await apiOf(values, terminal), id, stage))
  },
})

export const requestsPause = defineCommand({
  name: 'requests pause',
  summary: 'Lets the clock stand still, while proof of identity is waited for.',
  arguments: [requestArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    return await done(await pauseRequest(await apiOf(values, terminal), id))
  },
})

export const requestsResume = defineCommand({
  name: 'requests resume',
  summary: 'Lets the clock run again, though nobody has checked who asks.',
  arguments: [requestArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    return await done(await resumeRequest(await apiOf(values, terminal), id))
  },
})

export const requestsExtend = defineCommand({
  name: 'requests extend',
  summary: 'Gives a request more time, once, where the law allows it.',
  arguments: [requestArgument],
  options: {
    reason: requiredWordOption(extensionReasons, 'reason'),
    notified: {
      type: 'string',
      value: 'time',
      summary: 'When the person was told why: a date, or a moment with an offset.',
      required: true,
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const { reason, notified } = values
    assertWord('--reason', extensionReasons, reason)
    const notifiedAt = momentOption('--notified', notified)
    return await done(
      await extendRequest(await apiOf(values, terminal), { id, reason, notifiedAt }),
    )
  },
})

export const requestsRefuse = defineCommand({
  name: 'requests refuse',
  summary: 'Refuses a request for a legal reason.',
  arguments: [requestArgument],
  options: {
    reason: requiredWordOption(refusalReasons, 'reason', 'From archiving on: of erasures alone.'),
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    assertWord('--reason', refusalReasons, values.reason)
    return await done(await refuseRequest(await apiOf(values, terminal), id, values.reason))
  },
})

export const requestsWithdraw = defineCommand({
  name: 'requests withdraw',
  summary: 'Ends a request that the person took back.',
  arguments: [requestArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    return await done(await withdrawRequest(await apiOf(values, terminal), id))
  },
})

export const requestsClose = defineCommand({
  name: 'requests close',
  summary: 'Ends a request: it was answered, never proven, or another one is the same.',
  arguments: [requestArgument],
  options: {
    outcome: requiredWordOption(requestOutcomes, 'outcome'),
    answer: {
      type: 'string',
      value: 'text',
      summary: 'Where the answer is filed; no personal data.',
    },
    'duplicate-of': {
      type: 'string',
      value: 'id',
      summary: 'Goes with duplicate: the request that is open, or was answered.',
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const { outcome, answer: responseRef, 'duplicate-of': duplicateOf } = values
    assertWord('--outcome', requestOutcomes, outcome)
    if ((outcome === 'duplicate') !== (duplicateOf !== undefined))
      throw usageError('--outcome duplicate and --duplicate-of go together')
    const end = { id, outcome, duplicateOf, responseRef }
    return await done(await closeRequest(await apiOf(values, terminal), end))
  },
})
