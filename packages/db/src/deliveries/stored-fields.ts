import { hash } from 'node:crypto'
import type { FieldRecord, Verification } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { uuidOf } from '../database/short-hash.ts'
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

/** The name of a set of fields, which is made of its content. */
export function setHash(fields: readonly StoredField[]): string {
  return uuidOf(hash('sha256', JSON.stringify(fields), 'hex'))
}
