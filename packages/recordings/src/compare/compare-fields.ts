import { rowsOf } from '@conduit/core'
import type { Finding } from '../play/findings.ts'
import type { Observed } from '../play/observed.ts'
import type { Recording } from '../recording/recording.ts'
import { isInTable, samePlace } from './table-places.ts'

/** A place where personal data has to be found. */
export type ExpectedField = NonNullable<Recording['expect']['pii']>[number]

/** Expected personal data that was not found, and found data that no table speaks of. */
export function fieldDifferences(recording: Recording, observed: Observed): readonly string[] {
  const found = storedFindings(observed)
  const missing = expectedFields(recording)
    .filter(field => !found.some(finding => isThat(field, finding)))
    .map(
      ({ path, category, in: where = 'request.body' }) =>
        `not found: ${category} at ${path} of ${where}`,
    )
  const strange = found
    .filter(finding => !isInTable(tableOf(observed, finding), finding, finding.event.path))
    .map(({ path, category }) => `found outside the adapter's tables: ${category} at ${path}`)
  return [...missing, ...new Set(strange)]
}

/** All places of personal data that a recording expects, those of its single answers too. */
export function expectedFields({ expect, poll }: Recording): readonly ExpectedField[] {
  const ofAnswers = (poll?.responses ?? []).flatMap((response, index) =>
    (response.expect?.pii ?? []).map(field => ({ ...field, in: `poll/${index}` })),
  )
  return [...(expect.pii ?? []), ...ofAnswers]
}

/** What the adapter found and the store has: the one is not believed without the other. */
function storedFindings({ findings, activities }: Observed): readonly Finding[] {
  const key = ({ path, category }: { path: string; category: string }) => `${category} ${path}`
  const stored = new Set(activities.flatMap(({ fields }) => fields.map(key)))
  return findings.filter(finding => stored.has(key(finding)))
}

function isThat({ path, category, in: where = 'request.body' }: ExpectedField, finding: Finding) {
  const document = where === 'request.body' ? where : Number(where.split('/')[1])
  return finding.in === document && finding.category === category && samePlace(path, finding.path)
}

function tableOf({ sight, rig }: Observed, { event }: Finding) {
  const connection = sight.extracted.find(each => each.event === event)?.connection
  return rowsOf(rig.adapter, connection?.settings ?? {})
}
