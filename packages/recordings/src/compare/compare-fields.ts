import type { JsonObject } from '@conduit/core'
import type { FoundField } from '../play/found-fields.ts'
import type { Observed } from '../play/observed.ts'
import type { Recording } from '../recording/recording.ts'
import { isInTable, isUnforeseen, rowsOf, samePlace } from './table-places.ts'

/** A place where personal data has to be found. */
export type ExpectedField = NonNullable<Recording['expect']['pii']>[number]

/** Expected personal data that was not found, and found data that no table speaks of. */
export function fieldDifferences(recording: Recording, observed: Observed): readonly string[] {
  const found = storedFields(observed)
  const missing = expectedFields(recording)
    .filter(field => !found.some(each => isThat(field, each)))
    .map(
      ({ path, category, in: where = 'request.body' }) =>
        `not found: ${category} at ${path} of ${where}`,
    )
  const strange = found
    .filter(field => {
      const rows = tableOf(observed, field)
      const { path, event } = field
      return !isInTable(rows, field, event.path) && !isUnforeseen(rows, path, event.path)
    })
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
function storedFields({ foundFields, activities }: Observed): readonly FoundField[] {
  const key = ({ path, category }: { path: string; category: string }) => `${category} ${path}`
  const stored = new Set(activities.flatMap(({ fields }) => fields.map(key)))
  return foundFields.filter(field => stored.has(key(field)))
}

function isThat({ path, category, in: where = 'request.body' }: ExpectedField, found: FoundField) {
  const document = where === 'request.body' ? where : Number(where.split('/')[1])
  return found.in === document && found.category === category && samePlace(path, found.path)
}

function tableOf({ adapterCalls, server }: Observed, { event }: FoundField) {
  const integration = adapterCalls.extracted.find(each => each.event === event)?.integration
  return rowsOf(server.adapter, (integration?.settings ?? {}) as JsonObject)
}
