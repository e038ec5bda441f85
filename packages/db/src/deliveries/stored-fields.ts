import type { FieldRecord, Verification } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { StoredField } from '../schema/index.ts'

/** Fields as an activity keeps them; `firstPerson` is added to their indices into people. */
export function storedFields(
  fields: readonly FieldRecord[],
  verification: Verification,
  firstPerson = 0,
): readonly StoredField[] {
  return fields.map(({ path, category, person }) => {
    const cleaned = cleanText(path, textLimits.path)
    const index = person === null ? null : firstPerson + person
    return verification === 'fetched'
      ? [cleaned, category, index, 'fetched']
      : [cleaned, category, index]
  })
}
