import { findSubjects } from '../api/subjects.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { assertWhoseAccount, personIdentifiers, personOptions } from './person-options.ts'

export const subjectsFind = defineCommand({
  name: 'subjects find',
  summary: 'Finds a person by e-mail address, phone number or account id.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    ...personOptions,
    ...apiOptions,
  },
  async run({ values, terminal }) {
    assertWhoseAccount(values)
    const [identifier, ...more] = await personIdentifiers(values, terminal)
    if (identifier === undefined || more.length > 0)
      throw usageError('give one of --email, --phone and --account')
    const api = await apiOf(values, terminal)
    const subjects = await findSubjects(api, values.controller, identifier)
    const rows = subjects.map(each => [
      each.id,
      each.state,
      each.activities,
      each.firstSeen,
      each.lastSeen,
      [...new Set(each.identifiers.map(({ integration }) => integration.adapter))].join(', '),
    ])
    const header = ['id', 'state', 'activities', 'first seen', 'last seen', 'platforms']
    const text =
      rows.length === 0
        ? 'Nobody is known by this.'
        : formatTable(rows, { header, right: [2], paint: paintFor(terminal).bold })
    return { data: { dataSubjects: subjects }, text }
  },
})
