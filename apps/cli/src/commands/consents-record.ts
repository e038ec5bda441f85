import { recordConsent } from '../api/consents.ts'
import { listPurposes } from '../api/purposes.ts'
import { consentMethods, consentStates } from '../api/words.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { consentsTable } from './consents-list.ts'
import { momentOption } from './moment-option.ts'
import { assertWord, requiredWordOption } from './word-option.ts'

export const consentsRecord = defineCommand({
  name: 'consents record',
  summary: 'Records what a person said of consent elsewhere than at a platform.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    subject: { type: 'string', value: 'id', summary: 'The person.', required: true },
    channel: { type: 'string', value: 'channel', summary: 'email, sms, …', required: true },
    purpose: {
      type: 'string',
      value: 'name',
      summary: 'As purposes list shows it.',
      required: true,
    },
    state: requiredWordOption(consentStates, 'state'),
    method: requiredWordOption(consentMethods, 'method'),
    at: {
      type: 'string',
      value: 'time',
      summary: 'When it was said: a date, or a moment with an offset. Default: now.',
    },
    through: {
      type: 'string',
      value: 'text',
      summary: 'Which form, which letter; no personal data.',
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const { channel, state, method } = values
    assertWord('--state', consentStates, state)
    assertWord('--method', consentMethods, method)
    const at = momentOption('--at', values.at) ?? new Date().toISOString()
    const api = await apiOf(values, terminal)
    const purposes = await listPurposes(api, values.controller)
    const purpose = purposes.find(({ name }) => name === values.purpose)
    if (purpose === undefined) throw new CliError('the controller has no purpose of this name')
    const consent = await recordConsent(api, {
      ...{ dataSubjectId: values.subject, purposeId: purpose.id, channel, state, method, at },
      givenThrough: values.through,
    })
    return { data: { consent }, text: consentsTable([consent], paintFor(terminal).bold) }
  },
})
