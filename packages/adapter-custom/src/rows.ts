import type { PiiRow } from '@conduit/core'
import type { Settings } from './settings.ts'

const identifying: ReadonlySet<string> = new Set(['email', 'phone', 'account_id'])

/** The operator's mapping as rows of personal data, one for each field, in their order. */
export function rows({ mapping }: Settings): readonly PiiRow[] {
  return mapping.fields.map(({ pointer, category, subject }) => ({
    path: pointer,
    category,
    // Who erases the person finds the records by what identified it.
    ...(subject && identifying.has(category) && { identifies: true, reference: category }),
  }))
}
