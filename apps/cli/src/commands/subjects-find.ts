import { findSubjects, type Identifier } from '../api/subjects.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { readValue } from '../terminal/read-value.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { apiOf, apiOptions } from './api-options.ts'

const categories = { email: 'email', phone: 'phone', account: 'account_id' } as const

export const subjectsFind = defineCommand({
  name: 'subjects find',
  summary: 'Finds a person by e-mail address, phone number or account id.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    email: { type: 'string', value: 'address', summary: 'One of these three; @file and - work.' },
    phone: {
      type: 'string',
      value: 'number',
      summary: 'With its country code, unless the controller has a region.',
    },
    account: { type: 'string', value: 'id', summary: 'The id at a platform; needs --integration.' },
    integration: { type: 'string', value: 'id', summary: 'Whose account id it is.' },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const identifier = await identifierOf(values, terminal)
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

async function identifierOf(
  values: {
    readonly [name in keyof typeof categories | 'integration']: string | undefined
  },
  terminal: Terminal,
): Promise<Identifier> {
  const given = (['email', 'phone', 'account'] as const).flatMap(name => {
    const value = values[name]
    return value === undefined ? [] : [{ name, value }]
  })
  const [first] = given
  if (first === undefined || given.length > 1) {
    throw usageError('give one of --email, --phone and --account')
  }
  const { integration } = values
  if ((first.name === 'account') !== (integration !== undefined)) {
    throw usageError('--account and --integration go together')
  }
  return {
    category: categories[first.name],
    value: await readValue(terminal, first.value),
    ...(integration !== undefined && { integrationId: integration }),
  }
}
