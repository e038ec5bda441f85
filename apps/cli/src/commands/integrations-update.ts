import { updateIntegration } from '../api/integrations.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { readSettings, settingsOptions } from './settings-input.ts'

export const integrationsUpdate = defineCommand({
  name: 'integrations update',
  summary: 'Changes settings: those given replace, --unset takes away, the rest stays.',
  arguments: [{ name: 'integration', summary: 'Its id.', required: true }],
  options: {
    ...settingsOptions,
    unset: { type: 'string', value: 'name', multiple: true, summary: 'A setting to take away.' },
    ...apiOptions,
  },
  async run({ values, positionals: [id = ''], terminal }) {
    const none = Object.fromEntries(values.unset.map(name => [name, null]))
    const settings = { ...none, ...(await readSettings(values, terminal)) }
    if (Object.keys(settings).length === 0) throw usageError('name a setting with --set or --unset')
    const integration = await updateIntegration(await apiOf(values, terminal), id, settings)
    const rows = [
      ['id', id],
      ['status', integration.status],
      ['still missing', integration.missing.join(', ')],
    ].filter(([, value]) => value !== '')
    return { data: { integration }, text: formatTable(rows) }
  },
})
