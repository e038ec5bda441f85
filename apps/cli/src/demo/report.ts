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

const header = ['', 'platform', 'sent', 'accepted', 'refused', 'events', 'people', 'kinds of data']
const lineWidth = 78
const longestDifference = 100

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
    each.categories.length,
  ])
  const kinds = [...new Set(reports.flatMap(({ categories }) => categories))].sort()
  const found =
    kinds.length === 0 ? [] : [wrap(`Personal data of these kinds was found: ${kinds.join(', ')}.`)]
  const table = formatTable(rows, { header, right: [2, 3, 4, 5, 6, 7], paint: paint.bold })
  return [table, ...found, verdictOn(reports, paint)].join('\n\n')
}

function verdictOn(reports: readonly PlatformReport[], paint: Paint): string {
  const unmet = reports.filter(({ differences }) => differences.length > 0)
  if (unmet.length === 0) {
    return paint.good('Every platform did what its recordings expect; what was refused had to be.')
  }
  const lines = unmet.flatMap(({ title, differences }) => {
    const recordings = [...new Set(differences.map(({ recording }) => recording))]
    return recordings.flatMap(recording => [
      `✗ ${printable(title)}: ${printable(recording)}`,
      ...differences
        .filter(each => each.recording === recording)
        .map(({ difference }) => `  ${shortened(printable(difference))}`),
    ])
  })
  return [
    paint.bad('Not all was as the recordings expect (--json shows it in full):'),
    ...lines,
  ].join('\n')
}

function shortened(text: string): string {
  return text.length > longestDifference ? `${text.slice(0, longestDifference - 1)}…` : text
}

/** Breaks a text between words. */
function wrap(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length >= lineWidth) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.join('\n')
}
