import { type KnownSubject, showSubject } from '../api/subjects.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const subjectsShow = defineCommand({
  name: 'subjects show',
  summary: 'Shows what is known of a person, and who may be the same one.',
  arguments: [{ name: 'subject', summary: 'Its id.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const subject = await showSubject(await apiOf(values, terminal), id)
    const { bold } = paintFor(terminal)
    const parts = [
      headOf(subject),
      tableOf('Identifiers', ['kind', 'verified', 'platform'], identifiersOf(subject), bold),
      tableOf('Kinds of data', ['kind', 'platform', 'times', 'last'], kindsOf(subject), bold),
      tableOf('Consents', ['purpose', 'channel', 'state', 'since'], consentsOf(subject), bold),
      tableOf('May be the same', ['person', 'id', 'because of', 'since'], linksOf(subject), bold),
      tableOf('Merged into it', ['person', 'id', 'since'], mergedOf(subject), bold),
    ]
    return { data: { dataSubject: subject }, text: parts.filter(each => each !== '').join('\n\n') }
  },
})

type Rows = readonly (readonly (string | number | null)[])[]

function tableOf(
  title: string,
  header: readonly string[],
  rows: Rows,
  bold: (text: string) => string,
): string {
  return rows.length === 0 ? '' : `${title}\n${formatTable(rows, { header, paint: bold })}`
}

function headOf({
  shortName,
  isShortNameShared,
  state,
  firstSeen,
  lastSeen,
  ...rest
}: KnownSubject) {
  const name = isShortNameShared ? `${shortName} (not alone in that name)` : shortName
  return `${name}  ${state}\n${rest.did}\nknown since ${firstSeen}, last heard of ${lastSeen}, ${rest.activities} activities`
}

function identifiersOf({ identifiers }: KnownSubject): Rows {
  return identifiers.map(({ category, isVerified, integration }) => [
    category,
    isVerified ? 'yes' : 'no',
    integration.adapter,
  ])
}

function kindsOf({ categories }: KnownSubject): Rows {
  return categories.map(({ category, integration, count, lastAt }) => [
    category,
    integration.adapter,
    count,
    lastAt,
  ])
}

function consentsOf({ consents }: KnownSubject): Rows {
  return consents.map(each => [each.purpose, each.channel, each.state, each.occurredAt])
}

function linksOf({ id, linkSuggestions }: KnownSubject): Rows {
  return linkSuggestions.flatMap(({ dataSubjects, evidence, suggestedAt }) =>
    dataSubjects
      .filter(other => other.id !== id)
      .map(other => [other.shortName, other.id, evidence, suggestedAt]),
  )
}

function mergedOf({ merged }: KnownSubject): Rows {
  return merged.map(each => [each.shortName, each.id, each.mergedAt])
}
