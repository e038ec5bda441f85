import { type TriedIntegration, testIntegration } from '../api/integrations.ts'
import { defineCommand } from '../command-line/command.ts'
import { paintFor } from '../terminal/paint.ts'
import { readValue } from '../terminal/read-value.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

export const integrationsTest = defineCommand({
  name: 'integrations test',
  summary: 'Sends a signed sample through an integration and shows what is understood.',
  arguments: [
    { name: 'integration', summary: 'Its id.', required: true },
    { name: 'recording', summary: 'Name of a recorded delivery, or its beginning.' },
  ],
  options: {
    body: {
      type: 'string',
      value: 'text',
      summary: 'A body of your own instead of the recorded one; @file, or - for standard input.',
    },
    ...apiOptions,
  },
  async run({ values, positionals: [id = '', recording], terminal }) {
    const body = values.body === undefined ? undefined : await readValue(terminal, values.body)
    const api = await apiOf(values, terminal)
    const tried = await testIntegration(api, { id, recording, body })
    const isGood = tried.sample === null || tried.sample.status === 200
    return {
      data: tried,
      text: textOf(tried, paintFor(terminal).bold),
      exitCode: isGood && tried.isRegistered !== false ? 0 : 1,
    }
  },
})

function textOf({ sample, isRegistered }: TriedIntegration, bold: (text: string) => string) {
  const registered =
    isRegistered === null ? [] : [['at the platform', isRegistered ? 'registered' : 'missing']]
  if (sample === null) {
    return formatTable([['sample', 'none: this platform is read, it sends nothing'], ...registered])
  }
  const { recording, status, code, reason, verification, events } = sample
  const head = formatTable([
    ['sample', recording],
    ['status', `${status} (${code})`],
    ...(reason === null ? [] : [['why', reason]]),
    ['proven', verification ?? 'no'],
    ...registered,
  ])
  const parts = events.map(event => {
    const { eventType, meaning, people, fields, isReadBack } = event
    const title = `${bold(eventType)} → ${meaning}, ${people} findable ${people === 1 ? 'person' : 'people'}`
    const more = isReadBack ? [['the rest', 'is read at the platform']] : []
    return `\n${title}\n${formatTable([...fields.map(each => [each.category, each.path]), ...more])}`
  })
  return [head, ...parts, '', 'Nothing of it was recorded.'].join('\n')
}
