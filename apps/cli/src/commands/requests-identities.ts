import { showIdentities } from '../api/request-acts.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const requestsIdentities = defineCommand({
  name: 'requests identities',
  summary: 'Shows, at a terminal only, what names who asks. The audit log notes it.',
  arguments: [{ name: 'id', summary: 'The request; it is open.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    // A file or a log would keep what the server destroys. Nothing is asked for, so nothing is noted.
    if (terminal.stdout.isTTY !== true)
      throw new CliError('what names a person is shown at a terminal, not in a file or a pipe')
    const identifiers = await showIdentities(await apiOf(values, terminal), id)
    const rows = identifiers.map(({ category, value, integrationId }) => [
      ...[category, value, integrationId ?? ''],
    ])
    return { data: { identifiers }, text: formatTable(rows) }
  },
})
