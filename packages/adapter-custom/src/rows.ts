import { finding, open, type PiiRow } from '@conduit/core'
import type { Mapping } from './mapping.ts'
import type { Settings } from './settings.ts'

/** The operator's mapping as rows of personal data, one for each field, in their order. */
export function rows({ mapping }: Settings): readonly PiiRow[] {
  return mapping.fields.map(rowOf)
}

function rowOf({ pointer, category, open: isOpen, subject }: Mapping['fields'][number]): PiiRow {
  if (isOpen === true) {
    return { path: pointer, ...open({ others: category, ...(subject && { finds: true }) }) }
  }
  // Who erases the person finds the records by what identified it.
  return { path: pointer, ...(subject ? finding(category, { object: category }) : { category }) }
}
