import { documentRows } from './document-rows.ts'
import { escapeHtml } from './escape-html.ts'
import type { ExportedActivity, ExportSummary } from './export-format.ts'
import { type OpenCopy, wholeOf } from './open-copy.ts'
import {
  type Cells,
  heading,
  moment,
  pageHead,
  paragraph,
  row,
  table,
  tableEnd,
  tableHead,
  words,
} from './page-parts.ts'
import { idOf } from './write-data.ts'

type Platform = ExportSummary['platforms'][number]

const outcomes: Readonly<Record<Platform['outcome'], string>> = {
  read: 'It was asked, and what it gave stands below.',
  nothing_found: 'It was asked, and nothing of you was found there.',
  cannot_be_read: 'It could not be asked.',
  left_out: 'What is on record here is left out: it is not proven to be yours.',
  failed: 'It could not be read to the end.',
}

const left: Readonly<Record<ExportSummary['leftOut'][number]['what'], string>> = {
  identifiers: 'identifiers',
  records: 'records of processing',
  objects: 'objects at the platform',
}

const reasons: Readonly<Record<ExportSummary['leftOut'][number]['reason'], string>> = {
  not_proven: 'not proven to be yours',
  unsigned: 'nothing that is signed shows that they are yours',
  too_much: 'more than this copy holds',
}

/** Words of adapters' failures and of settings, for whoever reads their own copy. */
const causes: Readonly<Record<string, string>> = {
  removed: 'the connection was taken away',
  disabled: 'the connection is switched off',
  adapter_missing: 'the connection does not work at the moment',
  adapter_failed: 'the connection does not work at the moment',
  not_supported: 'this platform gives no copies this way',
  no_access: 'the organisation has given no access to it',
  auth_failed: 'the platform refused access',
  rate_limited: 'the platform wanted fewer questions',
  upstream_error: 'the platform did not answer',
  not_proven: 'not proven to be yours',
  nothing_to_ask_by: 'nothing that you named finds you there',
}

/** `data.html`: the same to be read by people. All that comes from elsewhere stands in it as text. */
export async function* writePage(copy: OpenCopy): AsyncGenerator<Uint8Array, void, void> {
  for await (const text of pageOf(copy)) yield Buffer.from(text)
}

async function* pageOf(copy: OpenCopy): AsyncGenerator<string, void, void> {
  const { summary } = copy
  const { controller, request, person, platforms } = summary
  const title = `Your data at ${controller.name}`
  yield pageHead(title)
  yield table(
    'Your request',
    ['What', 'Value'],
    [
      ['asked for', request.type],
      ['received', request.receivedOn],
      ['identity checked', moment(request.identityCheckedAt)],
      ['number', request.id],
      ['you, in short', person.shortName],
      ['this copy is of', moment(summary.copy.collectedAt)],
      ...(controller.contacts.length === 0
        ? []
        : [['questions go to', controller.contacts.join(', ')] as const]),
    ],
  )
  yield person.namedBy.length === 0
    ? ''
    : table(
        'What you named yourself by',
        ['Kind', 'Value'],
        person.namedBy.map(({ category, value }) => [words(category), value]),
      )
  yield leftOutOf(summary)
  for (const platform of platforms) yield* platformOf(copy, platform)
  yield consentsOf(summary)
  yield processingOf(summary)
  yield requestsOf(summary)
  yield '</body>\n</html>\n'
}

function leftOutOf({ leftOut, platforms }: ExportSummary): string {
  if (leftOut.length === 0) return heading(2, 'What is left out') + paragraph('Nothing.')
  const rows = leftOut.map(({ what, integrationId, count, reason }): Cells => {
    return [left[what], nameOf(platforms, integrationId), count, reasons[reason]]
  })
  const header = ['What', 'Where', 'How many', 'Why']
  return heading(2, 'What is left out') + table('', header, rows)
}

async function* platformOf(copy: OpenCopy, platform: Platform): AsyncGenerator<string, void, void> {
  const { integrationId, outcome, reason, kindsOfData } = platform
  yield heading(2, titleOf(platform))
  yield paragraph(reason === null ? outcomes[outcome] : `${outcomes[outcome]} (${why(reason)})`)
  if (kindsOfData.length > 0)
    yield table(
      'Kinds of your data that came from there',
      ['Kind', 'Times', 'Last'],
      kindsOfData.map(({ category, activities, lastAt }) => [
        words(category),
        activities,
        moment(lastAt),
      ]),
    )
  const documents = copy.pieces('document', idOf(integrationId))
  for await (const document of wholeOf(documents)) yield documentOf(document)
  let isFirst = true
  for await (const page of wholeOf(copy.pieces('activities', idOf(integrationId)))) {
    yield isFirst ? activitiesHead : ''
    isFirst = false
    for (const activity of JSON.parse(`[${page}]`) as ExportedActivity[])
      yield activityRow(activity)
  }
  yield isFirst ? '' : tableEnd
}

const activitiesHead = tableHead('When your data was processed', [
  ...['Received', 'What happened', 'Meaning', 'Kinds of data'],
])

function activityRow({ receivedAt, type, meaning, fields }: ExportedActivity): string {
  const kinds = [...new Set(fields.map(({ category }) => words(category)))]
  return row([moment(receivedAt), type, meaning, kinds.join(', ')])
}

/** What is too long or too deep for a table is shown as it was given. */
function documentOf(document: string): string {
  const rows = documentRows(document)
  if (rows === null) return `${heading(3, 'A large object')}<pre>${escapeHtml(document)}</pre>\n`
  const [object, id] = ['object', 'id'].map(
    name => rows.find(({ path }) => path === name)?.value ?? '',
  )
  const cells = rows
    .filter(({ path }) => path !== 'object' && path !== 'id')
    .map(({ path, value }): Cells => [path.replace(/^data\./, ''), value])
  return heading(3, `${object} ${id}`) + table('', ['Name', 'Value'], cells)
}

function consentsOf({ consents, platforms }: ExportSummary): string {
  if (consents.length === 0) return ''
  const rows = consents.flatMap(({ channel, purpose, state, since, history }): Cells[] => [
    [channel, purpose, `${state} now`, moment(since), ''],
    ...history.map(
      (each): Cells => [
        ...['', each.purpose, each.state, moment(each.saidAt ?? each.recordedAt)],
        nameOf(platforms, each.integrationId),
      ],
    ),
  ])
  const header = ['Channel', 'Purpose', 'State', 'Since', 'Said at']
  return heading(2, 'What you allowed and withdrew') + table('', header, rows)
}

function processingOf({ processing }: ExportSummary): string {
  if (processing.length === 0) return ''
  const rows = processing.map(({ name, purposes, legalBasis, recipients, retention }): Cells => {
    return [name, purposes.join(', '), legalBasis, recipients.join(', '), retention]
  })
  const header = ['Processing', 'Purposes', 'Legal basis', 'Recipients', 'Kept']
  return heading(2, 'What your data is for') + table('', header, rows)
}

function requestsOf({ requests }: ExportSummary): string {
  const rows = requests.map(({ receivedOn, type, status, closedAt }): Cells => {
    return [receivedOn, words(type), words(status), moment(closedAt)]
  })
  return heading(2, 'What you asked') + table('', ['Received', 'For', 'Status', 'Closed'], rows)
}

function nameOf(platforms: readonly Platform[], integrationId: string | null): string {
  const found = platforms.find(each => each.integrationId === integrationId)
  return found === undefined ? '' : titleOf(found)
}

function titleOf({ platform, label }: Platform): string {
  return label === '' || label === platform ? platform : `${platform}: ${label}`
}

/** A word that has no words is shown as it is. */
function why(reason: string): string {
  return causes[reason] ?? words(reason)
}
