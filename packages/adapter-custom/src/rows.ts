import { finding, type PiiRow } from '@conduit/core'
import type { Settings } from './settings.ts'

/** The operator's mapping as rows of personal data, one for each field, in their order. */
export function rows({ mapping }: Settings): readonly PiiRow[] {
  return mapping.fields.map(({ pointer, category, subject }) => ({
    path: pointer,
    // Who erases the person finds the records by what identified it.
    ...(subject ? finding(category, { object: category }) : { category }),
  }))
}
