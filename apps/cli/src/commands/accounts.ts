import { approveAccount, listClaims } from '../api/integrations.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const integrationsClaims = defineCommand({
  name: 'integrations claims',
  summary: 'Lists accounts that wait for the owner of the server: without proof, or contested.',
  options: apiOptions,
  async run({ values, terminal }) {
    const claims = await listClaims(await apiOf(values, terminal))
    const rows = claims.map(({ integration, account, state, contested, recognised }) => [
      integration.adapter,
      account,
      integration.id,
      integration.dataController.name,
      contested ? `${state}, contested` : state,
      recognised ? 'says so' : '',
    ])
    const header = ['adapter', 'account', 'integration', 'controller', 'state', 'the platform']
    const text =
      rows.length === 0
        ? 'Every account that is claimed is proven.'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { accountClaims: claims }, text }
  },
})

export const integrationsApprove = defineCommand({
  name: 'integrations approve',
  summary: 'Says that an account is this integration’s, whoever had it before.',
  arguments: [
    { name: 'integration', summary: 'Its id.', required: true },
    { name: 'account', summary: 'As integrations list shows it.', required: true },
  ],
  options: apiOptions,
  async run({ values, positionals: [id = '', account = ''], terminal }) {
    const integration = await approveAccount(await apiOf(values, terminal), id, account)
    return {
      data: { integration },
      text: 'Approved. Its events come to this integration from now on.',
    }
  },
})
