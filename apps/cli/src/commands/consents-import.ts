import { type ImportResult, importConsents, mostImported } from '../api/consents.ts'
import { importCommand } from './import-command.ts'

const reasons: Readonly<Record<ImportResult['outcome'], string | null>> = {
  recorded: null,
  unknown_person: 'nobody is known by this',
  unclear_person: 'several people are known by this',
  unknown_purpose: 'the controller has no purpose of this name',
  invalid: 'it cannot be read',
}

export const consentsImport = importCommand({
  name: 'consents import',
  summary: 'Records what people said of consent, from a CSV file.',
  columns:
    'email, phone or account_id (with integration), purpose, channel, state, at, given_through',
  most: mostImported,
  load: async () => (await import('../csv/consents.ts')).consentColumns,
  send: async (api, controllerId, consents, isDryRun) => {
    const results = await importConsents(api, controllerId, consents, isDryRun)
    return results.map(({ outcome, detail }) => detail ?? reasons[outcome])
  },
  kept: 'recorded',
  verbs: { isDone: 'recorded, now or before', wouldBe: 'would be recorded' },
})
