import {
  approveRedaction,
  completeRedactionTask,
  listRedactions,
  planRedaction,
  type Redaction,
  type RedactionTask,
  retryRedactionTask,
  showRedaction,
  showRedactionTarget,
  stopRedaction,
} from '../api/redactions.ts'
import { handOutcomes, redactionNeeds, redactionStates } from '../api/words.ts'
import { defineCommand } from '../command-line/command.ts'
import { waitUntil } from '../demo/wait-until.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { assertWord, requiredWordOption, wordOption } from './word-option.ts'

/** Longer than a platform that fails is asked for a plan. */
const longestWait = 5 * 3_600_000
/** One address may ask a thousand times in fifteen minutes. */
const pauseMilliseconds = 2_000

const redactionArgument = { name: 'id', summary: 'The redaction.', required: true } as const
const taskArgument = { name: 'id', summary: 'A task of it.', required: true } as const

export const redactList = defineCommand({
  name: 'redact list',
  summary: 'Lists erasures of people, what was planned last first.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    state: wordOption(redactionStates, 'state', 'Default: any.'),
    needs: wordOption(redactionNeeds, 'why', 'As attention counts them.'),
    ...apiOptions,
  },
  async run({ values, terminal }) {
    assertWord('--state', redactionStates, values.state)
    assertWord('--needs', redactionNeeds, values.needs)
    const redactions = await listRedactions(await apiOf(values, terminal), {
      ...{ dataControllerId: values.controller, state: values.state, needs: values.needs },
    })
    const rows = redactions.map(({ id, state, reason, createdAt, dataSubjectId, request }) => [
      ...[id, reason === null ? state : `${state}, ${reason}`, createdAt],
      ...[dataSubjectId, request?.id ?? null],
    ])
    const header = ['id', 'state', 'since', 'person', 'request']
    const text =
      rows.length === 0
        ? 'There is no such erasure.'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { redactions }, text }
  },
})

export const redactPlan = defineCommand({
  name: 'redact plan',
  summary: 'Lists what would be erased of who asks, at each platform and here.',
  arguments: [
    { name: 'id', summary: 'The request: its person confirmed and checked.', required: true },
  ],
  options: {
    wait: { type: 'boolean', summary: 'Until the plan is made.' },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const api = await apiOf(values, terminal)
    let redaction = await planRedaction(api, id)
    if (values.wait)
      await waitUntil(
        async () => {
          redaction = await showRedaction(api, redaction.id)
          return redaction.state !== 'planning'
        },
        ...[longestWait, terminal.interrupted, pauseMilliseconds],
      )
    return { ...shown(redaction, terminal), exitCode: redaction.state === 'failed' ? 1 : 0 }
  },
})

export const redactApprove = defineCommand({
  name: 'redact approve',
  summary: 'Approves a plan. It begins when the time is over in which it can be stopped.',
  arguments: [redactionArgument],
  options: {
    hash: {
      type: 'string',
      value: 'hash',
      summary: 'That of the plan, as redact status shows it.',
      required: true,
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const api = await apiOf(values, terminal)
    return shown(await approveRedaction(api, id, values.hash), terminal)
  },
})

export const redactStatus = defineCommand({
  name: 'redact status',
  summary: 'Shows a plan, or how far it is done.',
  arguments: [redactionArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    return shown(await showRedaction(await apiOf(values, terminal), id), terminal)
  },
})

export const redactStop = defineCommand({
  name: 'redact stop',
  summary: 'Stops what has not begun.',
  arguments: [redactionArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    return shown(await stopRedaction(await apiOf(values, terminal), id), terminal)
  },
})

export const redactTarget = defineCommand({
  name: 'redact target',
  summary: 'Shows which object of the platform a task is about. The audit log notes it.',
  arguments: [taskArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const target = await showRedactionTarget(await apiOf(values, terminal), id)
    const rows = [
      ['object', target.object],
      ...(target.id === null ? [] : [['id', target.id]]),
      ...target.identifiers.map(({ category, value }) => [category, value]),
      ...(target.within === null ? [] : [['within', JSON.stringify(target.within)]]),
      ...(target.digestKey === null ? [] : [['key of digests', target.digestKey]]),
    ]
    return { data: { target }, text: formatTable(rows) }
  },
})

export const redactDone = defineCommand({
  name: 'redact done',
  summary: 'Notes that somebody did by hand what waited for a person.',
  arguments: [taskArgument],
  options: {
    outcome: requiredWordOption(handOutcomes, 'outcome'),
    proof: {
      type: 'string',
      value: 'text',
      summary: 'What shows it: the number of a ticket. No address.',
      required: true,
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const { outcome, proof } = values
    assertWord('--outcome', handOutcomes, outcome)
    const task = await completeRedactionTask(await apiOf(values, terminal), { id, outcome, proof })
    return { data: { task }, text: tasksTable([task], terminal) }
  },
})

export const redactRetry = defineCommand({
  name: 'redact retry',
  summary: 'Tries anew what failed, or is still there.',
  arguments: [taskArgument],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const task = await retryRedactionTask(await apiOf(values, terminal), id)
    return { data: { task }, text: tasksTable([task], terminal) }
  },
})

function shown(redaction: Redaction, terminal: Terminal) {
  const { id, state, reason, planHash, notBefore, lookups, tasks, ownRows } = redaction
  const own = ownRows.map(({ kind, count }) => `${count} ${kind}`).join(', ')
  const rows = [
    ['redaction', id],
    ['state', reason === null ? state : `${state}, ${reason}`],
    ...(planHash === null ? [] : [['hash', planHash]]),
    ...(notBefore === null ? [] : [['not before', notBefore]]),
    ...(own === '' ? [] : [['here', own]]),
  ]
  const asked = lookups.map(({ integration, outcome, reason: why, at }) => [
    ...[integration.label || integration.adapter, outcome, why, at],
  ])
  const header = ['platform', 'asked', 'why', 'at']
  const { bold: paint } = paintFor(terminal)
  const text = [
    formatTable(rows),
    ...(asked.length === 0 ? [] : [formatTable(asked, { header, paint })]),
    ...(tasks.length === 0 ? [] : [tasksTable(tasks, terminal)]),
    ...tasks.flatMap(({ waitsFor, id: task, instructions }) =>
      waitsFor === 'a_person'
        ? [`${task}: ${instructions ?? 'see the guide of the platform'}`]
        : [],
    ),
  ].join('\n\n')
  return { data: { redaction }, text }
}

function tasksTable(tasks: readonly RedactionTask[], terminal: Terminal): string {
  const header = ['task', 'platform', 'object', 'does', 'comes to', 'found', 'why']
  const rows = tasks.map(({ id, integration, object, action, outcome, expected, ...task }) => [
    ...[
      id,
      integration === null ? 'here' : integration.label || integration.adapter,
      object,
      action,
    ],
    ...[outcome ?? `${expected}?`, task.found, task.reason],
  ])
  return formatTable(rows, { header, paint: paintFor(terminal).bold })
}
