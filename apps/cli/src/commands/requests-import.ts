import { importRequests, mostImported } from '../api/requests.ts'
import { importCommand } from './import-command.ts'

export const requestsImport = importCommand({
  name: 'requests import',
  summary: 'Opens requests of people, from a CSV file.',
  columns: 'email, phone, account_id (with integration), type, received, channel, law',
  most: mostImported,
  load: async () => (await import('../csv/requests.ts')).requestColumns,
  send: async (api, controllerId, requests, isDryRun) => {
    const results = await importRequests(api, controllerId, requests, isDryRun)
    return results.map(({ outcome, detail }) =>
      outcome === 'opened' ? null : (detail ?? 'it cannot be read'),
    )
  },
  kept: 'opened',
  verbs: { isDone: 'opened, now or before', wouldBe: 'would be opened' },
})
