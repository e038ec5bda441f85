import { completeNotice, listNotices, type RecipientNotice } from '../api/notices.ts'
import { noticeKinds, noticeOutcomes } from '../api/words.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { assertWord, requiredWordOption, wordOption } from './word-option.ts'

export const noticesList = defineCommand({
  name: 'notices list',
  summary: 'Lists who had the data and is to be told what became of it: Art. 19 GDPR.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    request: { type: 'string', value: 'id', summary: 'Of this request alone.' },
    kind: wordOption(noticeKinds, 'kind', 'Default: any.'),
    all: { type: 'boolean', summary: 'With those that are done.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const { controller, request, kind } = values
    const isAll = values.all === true
    assertWord('--kind', noticeKinds, kind)
    const notices = (await listNotices(await apiOf(values, terminal), controller, isAll)).filter(
      each =>
        (isAll || each.outcome === null) &&
        each.kind === (kind ?? each.kind) &&
        each.request === (request ?? each.request),
    )
    const rows = notices.map(each => [...rowOf(each), each.request])
    const text =
      rows.length === 0
        ? 'Nobody is to be told.'
        : formatTable(rows, { header: [...header, 'request'], paint: paintFor(terminal).bold })
    return { data: { notices }, text }
  },
})

export const noticesDone = defineCommand({
  name: 'notices done',
  summary: 'Notes that a recipient was told what became of the data, or why it is not.',
  arguments: [{ name: 'id', summary: 'A notice, as notices list shows it.', required: true }],
  options: {
    outcome: requiredWordOption(noticeOutcomes, 'outcome'),
    note: {
      type: 'string',
      value: 'text',
      summary: 'What shows it, as the number of a ticket, or why it is not told. No address.',
      required: true,
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const { outcome, note } = values
    assertWord('--outcome', noticeOutcomes, outcome)
    const notice = await completeNotice(await apiOf(values, terminal), { id, outcome, note })
    const text = formatTable([rowOf(notice)], { header, paint: paintFor(terminal).bold })
    return { data: { notice }, text }
  },
})

const header = ['id', 'recipient', 'of', 'had it for', 'since', 'outcome', 'note']

function rowOf(notice: RecipientNotice) {
  const { id, recipient, kind, entries, createdAt, outcome, proof, reason } = notice
  return [id, recipient, kind, entries.join(', '), createdAt, outcome, proof ?? reason]
}
