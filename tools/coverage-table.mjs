// What the recordings of an adapter show, as tables for people.
import { code, listing, spacious, table } from './markdown.mjs'

const words = { email: 'e-mail', phone: 'phone', account_id: 'account id' }

/** Kinds of event that tell of a person: by what the person is found, and what else is found. */
export function coverageTable(events) {
  if (events.length === 0) return 'No kind of event tells of a person by itself.'
  const isVersioned = events.some(({ versions }) => versions.length > 0)
  const rows = events.map(({ row, foundBy, categories, versions }) => [
    code(spacious(row.type)),
    row.meaning,
    row.nobody === undefined
      ? listing(
          foundBy.map(each => words[each]),
          'and',
        )
      : `nobody: ${row.nobody}`,
    listing(
      categories.map(each => each.replaceAll('_', ' ')),
      'and',
    ),
    ...(isVersioned ? [versions.join(', ')] : []),
  ])
  const titles = ['Event', 'Meaning', 'Found by', 'Found in the recordings']
  return table(isVersioned ? [...titles, 'Versions shown'] : titles, rows)
}

/** Texts that are declared to be nobody's. */
export function technicalTable({ technical = [] }) {
  if (technical.length === 0) return 'None.'
  const classes = [...new Set(technical.map(row => row.class))]
  return table(
    ['Form', 'Where'],
    classes.map(each => [
      each,
      technical
        .filter(row => row.class === each)
        .map(({ path, types }) => {
          const only = types === undefined ? '' : ` in ${listing(types.map(code), 'or')}`
          return `${code(spacious(path))}${only}`
        })
        .join('<br>'),
    ]),
  )
}
