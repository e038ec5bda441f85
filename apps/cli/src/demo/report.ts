import type { Paint } from '../terminal/paint.ts'
import { formatTable, printable } from '../terminal/table.ts'

/** What came of one platform's recordings. */
export interface PlatformReport {
  readonly adapter: string
  readonly title: string
  readonly sent: number
  readonly accepted: number
  /** Refused, as they must be. */
  readonly refused: number
  readonly events: number
  readonly people: number
  /** Categories of personal data that were found, sorted. */
  readonly categories: readonly string[]
  /** What was expected otherwise; empty: all was met. */
  readonly differences: readonly { readonly recording: string; readonly difference: string }[]
}

const header = [
  '',
  'platform',
  'sent',
  'accepted',
  'refused',
  'events',
  'people',
  'personal data found',
]

/** The report of a demo, as lines for people. */
export function formatReport(reports: readonly PlatformReport[], paint: Paint): string {
  const rows = reports.map(each => [
    each.differences.length === 0 ? '✓' : '✗',
    each.title,
    each.sent,
    each.accepted,
    each.refused,
    each.events,
    each.people,
    each.categories.join(' '),
  ])
  const unmet = reports.flatMap(({ title, differences }) =>
    differences.map(({ recording, difference }) => [
      `✗ ${title}`,
      recording,
      printable(difference),
    ]),
  )
  const verdict =
    unmet.length === 0
      ? paint.good('Every platform did what its recordings expect; what was refused had to be.')
      : `${paint.bad('Not all was as the recordings expect:')}\n${formatTable(unmet)}`
  return [formatTable(rows, { header, right: [2, 3, 4, 5, 6], paint: paint.bold }), verdict].join(
    '\n\n',
  )
}
