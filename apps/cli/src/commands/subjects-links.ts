import { dismissLink, listLinks } from '../api/subjects.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const subjectsLinks = defineCommand({
  name: 'subjects links',
  summary: 'Lists people that may be one; `subjects merge` or `subjects apart` decides.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const linkSuggestions = await listLinks(await apiOf(values, terminal), values.controller)
    const rows = linkSuggestions.map(({ dataSubjects, evidence, suggestedAt }) => [
      ...[evidence, suggestedAt, ...dataSubjects.flatMap(({ shortName, id }) => [shortName, id])],
    ])
    const header = ['because of', 'since', 'person', 'id', 'and', 'id']
    const text =
      rows.length === 0
        ? 'Nobody seems to be known twice.'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { linkSuggestions }, text }
  },
})

export const subjectsApart = defineCommand({
  name: 'subjects apart',
  summary: 'Says that two people are not one, so that they are not suggested any more.',
  arguments: [
    { name: 'subject', summary: 'Its id.', required: true },
    { name: 'other', summary: 'That of the other.', required: true },
  ],
  options: apiOptions,
  async run({ values, positionals: [id = '', other = ''], terminal }) {
    const dataSubjects = await dismissLink(await apiOf(values, terminal), id, other)
    const names = dataSubjects.map(({ shortName }) => shortName)
    return { data: { dataSubjects }, text: `${names.join(' and ')} are two people.` }
  },
})
