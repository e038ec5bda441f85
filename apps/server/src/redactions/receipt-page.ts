import type { ReceiptFile } from '@conduit/privacy/merkle'
import { escapeHtml } from '../exports/escape-html.ts'
import {
  type Cells,
  heading,
  moment,
  pageHead,
  paragraph,
  table,
  words,
} from '../exports/page-parts.ts'

/** What became of an object, as a receipt has it. */
interface ReceiptObject {
  readonly platform: string | null
  readonly object: string
  readonly outcome: string | null
  readonly reason: string | null
  readonly at: string | null
  readonly found: string | null
  readonly why: string | null
  readonly doneByHandAt: string | null
  readonly retained: readonly string[]
  readonly legalBasis: string | null
  readonly until: string | null
  /** How many calls were made for it. */
  readonly calls?: number
}

/** What a receipt says, as `issueReceipts` writes it. */
interface Receipt {
  readonly job: string
  readonly request: string
  readonly planHash: string | null
  readonly state: string
  readonly reason: string | null
  readonly platform: string | null
  readonly approvedAt: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly issuedAt: string
  readonly lookups?: readonly {
    readonly platform: string | null
    readonly outcome: string
    readonly reason: string | null
    readonly at: string | null
  }[]
  readonly objects?: readonly ReceiptObject[]
  /** Who had the data and is to be told. */
  readonly notices?: readonly {
    readonly recipient: string
    readonly outcome: string | null
    readonly at: string | null
  }[]
  readonly object?: ReceiptObject
}

const states: Readonly<Record<string, string>> = {
  completed: 'Completed: nothing is left that may not stay.',
  partially_completed: 'Completed in part: see what is left.',
  failed: 'Nothing was erased.',
}

const found: Readonly<Record<string, string>> = {
  clean: 'looked for, and gone',
  remains: 'looked for, and still there',
  unverifiable: 'nobody can look',
}

/** A receipt to be read and printed: it stands for itself, without script. */
export function receiptPage(file: ReceiptFile): string {
  const receipt = file.receipt as unknown as Receipt
  const { object, objects = object === undefined ? [] : [object] } = receipt
  const { lookups = [], notices = [] } = receipt
  const facts: readonly Cells[] = [
    ['state', states[receipt.state] ?? receipt.state],
    ...(receipt.reason === null ? [] : [['why', words(receipt.reason)]]),
    ['where', receipt.platform ?? 'everywhere'],
    ['approved', moment(receipt.approvedAt)],
    ['begun', moment(receipt.startedAt)],
    ['ended', moment(receipt.finishedAt)],
    ['this receipt is of', moment(receipt.issuedAt)],
    ['job', receipt.job],
    ['request', receipt.request],
    ['hash of the plan', receipt.planHash],
  ]
  const asked = lookups.map(({ platform, outcome, reason, at }): Cells => {
    return [platform, words(outcome), reason === null ? '' : words(reason), moment(at)]
  })
  const told = notices.map(({ recipient, outcome, at }): Cells => {
    return [recipient, outcome === null ? 'not yet' : words(outcome), moment(at)]
  })
  return [
    pageHead('Receipt of an erasure'),
    table('', ['What', 'Value'], facts),
    ...(asked.length === 0
      ? []
      : [heading(2, 'Who was asked'), table('', ['Platform', 'Answer', 'Why', 'When'], asked)]),
    heading(2, 'What became of it'),
    objects.length === 0
      ? paragraph('Nothing was found to be erased.')
      : table(
          '',
          ['Where', 'Object', 'Outcome', 'When', 'Calls', 'Afterwards', 'What stays'],
          objects.map(cellsOf),
        ),
    ...(told.length === 0
      ? []
      : [heading(2, 'Who is told'), table('', ['Recipient', 'Outcome', 'When'], told)]),
    heading(2, 'What shows it'),
    proofOf(file),
    '</body>\n</html>\n',
  ].join('')
}

function cellsOf(each: ReceiptObject): Cells {
  const { platform, object, outcome, reason, at, doneByHandAt } = each
  const result = [outcome ?? 'not done', reason].flatMap(word => (word === null ? [] : words(word)))
  const byHand = doneByHandAt === null ? '' : 'done by hand'
  const seen = each.found === null ? byHand : (found[each.found] ?? each.found)
  const afterwards = [seen, each.why].filter(Boolean).join(': ')
  return [
    platform ?? 'here',
    words(object),
    result.join(', '),
    moment(at),
    each.calls === undefined ? '' : String(each.calls),
    afterwards,
    staysOf(each),
  ]
}

function staysOf({ retained, legalBasis, until }: ReceiptObject): string {
  return [
    retained.join(', '),
    legalBasis === null ? '' : `because: ${words(legalBasis)}`,
    until === null ? '' : `until ${moment(until)}`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** The whole file is in the page, so that paper and file are the same. */
function proofOf(file: ReceiptFile): string {
  const isProven = file.checkpoint !== null
  const said = isProven
    ? 'This receipt is signed, and stands in the audit log. Whoever has the key of the log can check that with what follows.'
    : 'This receipt is signed. The audit log has not been signed since: ask for it again in ten minutes.'
  return `${paragraph(said)}<pre>${escapeHtml(JSON.stringify(file, null, 2))}</pre>\n`
}
