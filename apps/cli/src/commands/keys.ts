import { rotateKey } from '../api/keys.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command-line/command.ts'
import { formatTable } from '../terminal/table.ts'
import { apiOf, apiOptions } from './api-options.ts'

const maxOverlapMinutes = 60 * 24 * 90

export const keysRotate = defineCommand({
  name: 'keys rotate',
  summary: 'Makes a new DX Key of a controller, or of one integration. Shows it once.',
  options: {
    controller: { type: 'string', value: 'id', summary: 'The controller.', required: true },
    integration: { type: 'string', value: 'id', summary: 'Only the key in the URLs of this one.' },
    overlap: {
      type: 'string',
      value: 'minutes',
      summary: 'How long the old keys still open; default: they end at once.',
    },
    ...apiOptions,
  },
  async run({ values, terminal }) {
    const minutes = minutesOf(values.overlap)
    const rotated = await rotateKey(await apiOf(values, terminal), {
      dataControllerId: values.controller,
      integrationId: values.integration,
      ...(minutes !== undefined && { overlapUntil: new Date(Date.now() + minutes * 60_000) }),
    })
    const rows = [
      ['DX Key', rotated.dxKey],
      ['webhook URL', rotated.webhookUrl],
      ['redact URL', rotated.redactUrl],
      ['poll URL', rotated.pollUrl],
    ].filter(([, value]) => value !== null)
    return { data: rotated, text: `${formatTable(rows)}\nShown only now.` }
  },
})

function minutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const minutes = Number(text)
  if (/^\d+$/.test(text) && minutes >= 1 && minutes <= maxOverlapMinutes) return minutes
  throw usageError(`--overlap must be 1 to ${maxOverlapMinutes} minutes`)
}
