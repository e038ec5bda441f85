import { defineCommand } from '../command-line/command.ts'
import { sampleLabel } from '../samples/sample-integration.ts'
import { apiOptions } from './api-options.ts'
import { settingsOptions } from './settings-input.ts'

export const send = defineCommand({
  name: 'send',
  summary: 'Sends a recorded sample of a platform to the server, signed anew.',
  arguments: [
    { name: 'adapter', summary: 'Its name; see adapters list.', required: true },
    { name: 'recording', summary: 'Its file name or the beginning of it; default: the first.' },
  ],
  options: {
    controller: {
      type: 'string',
      value: 'id',
      summary: `Whose integration “${sampleLabel}” gets it; it is made if need be. Default: the only one.`,
    },
    ...settingsOptions,
    ...apiOptions,
  },
  async run({ values, positionals: [adapter = '', recording], terminal }) {
    const { sendSample } = await import('./send-sample.ts')
    return await sendSample(adapter, recording, values, terminal)
  },
})
