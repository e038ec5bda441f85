import type { JsonObject } from '@conduit/core'
import { requiredSettings } from '../api/adapters.ts'
import type { Api } from '../api/api-client.ts'
import { addIntegration } from '../api/integrations.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { apiOf, apiOptions } from './api-options.ts'
import { readSettings, settingsOptions } from './settings-input.ts'

export const integrationsAdd = defineCommand({
  name: 'integrations add',
  summary: 'Connects a controller to a platform. Shows the webhook URL once.',
  arguments: [{ name: 'adapter', summary: 'Its name; see adapters list.', required: true }],
  options: {
    controller: { type: 'string', value: 'id', summary: 'Whose integration.', required: true },
    label: { type: 'string', value: 'text', summary: 'What you call it.' },
    ...settingsOptions,
    ...apiOptions,
  },
  async run({ values, positionals: [adapter = ''], terminal }) {
    const api = await apiOf(values, terminal)
    const given = await readSettings(values, terminal)
    const settings = { ...given, ...(await askForSecrets(api, adapter, given, terminal)) }
    const added = await addIntegration(api, {
      dataControllerId: values.controller,
      adapter,
      label: values.label,
      settings,
    })
    const { integration, webhookUrl, redactUrl, pollUrl } = added
    const rows = [
      ['id', integration.id],
      ['status', integration.status],
      ['still missing', integration.missing.join(', ')],
      ['webhook URL', webhookUrl],
      ['redact URL', redactUrl],
      ['poll URL', pollUrl],
    ].filter(([, value]) => value !== null && value !== '')
    const holdsKey = [webhookUrl, redactUrl, pollUrl].some(url => url?.includes('?'))
    const note = holdsKey ? ['The URLs hold their credential and are shown only now.'] : []
    const { setupInstructions } = integration
    const todo = setupInstructions === null ? [] : ['', setupInstructions]
    return { data: added, text: [formatTable(rows), ...note, ...todo].join('\n') }
  },
})

/** At a terminal, secrets that are needed and were not given are asked for. */
async function askForSecrets(
  api: Api,
  adapter: string,
  given: JsonObject,
  terminal: Terminal,
): Promise<JsonObject> {
  if (terminal.stdin.isTTY !== true) return {}
  const asked = new Map<string, string>()
  for (const [name, { secret, type, description }] of await requiredSettings(api, adapter)) {
    if (secret !== true || type !== 'string' || given[name] !== undefined) continue
    const answer = await askSecret(
      terminal,
      description === undefined ? name : `${name} (${description})`,
    )
    if (answer === '') throw usageError(`${name} is needed`)
    asked.set(name, answer)
  }
  return Object.fromEntries(asked)
}
