import { encodeId } from '@conduit/core/host'
import type { ArticleThirtyRecord, Observed, RecordEntry } from '@conduit/db/processing-record'
import { stringify } from 'csv-stringify/sync'

/** What the columns need beside the record. */
export interface RecordNames {
  /** Of the organisation whose record it is. */
  readonly organisation: { readonly name: string; readonly did: string }
  /** What an integration is called: its platform and its label. */
  readonly nameOf: (integrationId: string) => string
}

type Column = readonly [title: string, cell: (entry: RecordEntry, names: RecordNames) => string]

const listed = (values: Iterable<string>) => [...values].join('; ')
const dayOf = (moment: Date | null) => moment?.toISOString().slice(0, 10) ?? ''
const inWords = (name: string | null) => (name ?? '').replaceAll('_', ' ')

const seenIn = (observed: readonly Observed[]) =>
  listed(new Set(observed.flatMap(({ categories }) => [...categories].sort().map(inWords))))

const named: readonly Column[] = [
  ['Reference', ({ declared: { controllerId, id } }) => encodeId('entry', controllerId, id)],
  ['Name of the processing', ({ declared }) => declared.name],
  ['Date of creation', ({ declared }) => dayOf(declared.createdAt)],
  ['Last update', ({ declared }) => dayOf(declared.updatedAt)],
  ['Last review', ({ declared }) => dayOf(declared.reviewedAt)],
]

const actors: readonly Column[] = [
  ['Contact', ({ declared }) => declared.contact ?? ''],
  ['Data protection officer', ({ declared }) => declared.dpoContact ?? ''],
  ['Representative', ({ declared }) => declared.representative ?? ''],
]

const rest: readonly Column[] = [
  ['Categories of personal data', ({ declared }) => listed(declared.categories.map(inWords))],
  [
    'Sensitive data',
    ({ declared: { categories, specialBasis } }) =>
      categories.includes('special_category') ? `yes: ${inWords(specialBasis)}` : 'no',
  ],
  ['Retention', ({ declared }) => declared.retention ?? ''],
  ['Recipients', ({ declared }) => listed(declared.recipients)],
  [
    'Transfers outside the EU',
    ({ declared }) =>
      listed(
        declared.transfers.map(({ country, recipient, safeguard }) =>
          [country, recipient ?? '', inWords(safeguard)].filter(part => part !== '').join(', '),
        ),
      ),
  ],
  ['Security measures', ({ declared }) => listed(declared.securityMeasures)],
  ['Impact assessment', ({ declared }) => declared.dpiaUrl ?? ''],
  [
    'Platforms',
    ({ declared }, { nameOf }) => listed(declared.integrationIds.map(id => nameOf(id))),
  ],
  ['Seen', ({ observed }) => seenIn(observed)],
  [
    'Differences',
    ({ drift }, { nameOf }) =>
      listed(
        drift.map(({ kind, category, integrationId }) =>
          [inWords(kind), inWords(category), integrationId === null ? '' : nameOf(integrationId)]
            .filter(part => part !== '')
            .join(': '),
        ),
      ),
  ],
]

/** Of Art. 30 (1), as the template of the CNIL names them. */
const ofController: readonly Column[] = [
  ...named,
  ['Controller', (_entry, { organisation: { name, did } }) => `${name} (${did})`],
  ...actors,
  ['Joint controllers', ({ declared }) => listed(declared.jointControllers)],
  ['Purposes', ({ declared }) => listed(declared.purposes)],
  ['Legal basis', ({ declared }) => inWords(declared.legalBasis)],
  ['Categories of data subjects', ({ declared }) => listed(declared.subjectKinds)],
  ...rest,
]

/** Of Art. 30 (2). */
const ofProcessor: readonly Column[] = [
  ...named,
  ['Processor', (_entry, { organisation: { name, did } }) => `${name} (${did})`],
  ...actors,
  ['On behalf of', ({ declared }) => listed(declared.clients)],
  ['Categories of processing', ({ declared }) => listed(declared.purposes)],
  ['Categories of data subjects', ({ declared }) => listed(declared.subjectKinds)],
  ...rest,
]

/** What an integration brought that no entry names: nothing is declared of it. */
function cellsOf(observed: Observed, { nameOf }: RecordNames): Readonly<Record<string, string>> {
  const Platforms = nameOf(observed.integrationId)
  return { Platforms, Seen: seenIn([observed]), Differences: 'seen, and named by no entry' }
}

/** The record as a table: UTF-8 with a byte order mark, and no cell that a spreadsheet would reckon. */
export function recordCsv(record: ArticleThirtyRecord, names: RecordNames): string {
  const columns = record.role === 'controller' ? ofController : ofProcessor
  const rows = record.entries.map(entry => columns.map(([, cell]) => cell(entry, names)))
  const titles = columns.map(([title]) => title)
  const undeclared = record.undeclared.map(observed => {
    const cells = cellsOf(observed, names)
    return titles.map(title => cells[title] ?? '')
  })
  return stringify([titles, ...rows, ...undeclared], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  })
}
