import { type ClaimedAccount, listIntegrations, removeIntegration } from '../api/integrations.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const integrationsList = defineCommand({
  name: 'integrations list',
  summary: 'Lists the integrations of a controller.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const integrations = await listIntegrations(await apiOf(values, terminal), values.controller)
    const rows = integrations.map(each => [
      each.id,
      each.adapter,
      each.label,
      each.missing.length === 0
        ? each.status
        : `${each.status}: ${each.missing.join(', ')} missing`,
      each.health,
      each.accounts.map(shownAccount).join(', '),
      each.lastDeliveryAt,
    ])
    const header = ['id', 'adapter', 'label', 'status', 'health', 'accounts', 'last delivery']
    const text =
      rows.length === 0
        ? 'This controller has no integration yet: conduit integrations add <adapter> …'
        : formatTable(rows, { header, paint: paintFor(terminal).bold })
    return { data: { integrations }, text }
  },
})

function shownAccount({ account, state, contested }: ClaimedAccount): string {
  if (state === 'proven') return contested ? `${account} (contested)` : account
  return `${account} (${state})`
}

export const integrationsRemove = defineCommand({
  name: 'integrations remove',
  summary: 'Takes an integration away: its URLs end, what it recorded stays.',
  arguments: [{ name: 'integration', summary: 'Its id.', required: true }],
  options: apiOptions,
  async run({ values, positionals: [id = ''], terminal }) {
    const isDisconnected = await removeIntegration(await apiOf(values, terminal), id)
    const data = { integration: { id, status: 'removed' }, isDisconnected }
    return { data, text: `Removed. ${atPlatform(isDisconnected)}` }
  },
})

function atPlatform(isDisconnected: boolean | null): string {
  if (isDisconnected === true) return 'Its webhook at the platform is gone as well.'
  return isDisconnected === false
    ? 'Its webhook could not be taken away at the platform: do that there. Until then its calls are refused.'
    : 'Take its webhook away at the platform as well: its calls are refused from now on.'
}
