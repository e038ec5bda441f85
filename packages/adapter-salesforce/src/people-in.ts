import { textOf, valueAt } from '@conduit/core'
import { isRecordId } from './is-record-id.ts'

/** Where the header of a change lists its records. */
export const changedIds = '/ChangeEventHeader/recordIds'

/**
 * Whom a record is about, by pointers: `''`, the event's one person. But one change may name several
 * records, or by a wildcard all of them: then each id is a person of its own, if any is there.
 */
export function peopleIn(data: unknown): readonly string[] {
  const listed = valueAt(data, changedIds)
  if (!Array.isArray(listed)) return ['']
  const ids = listed.flatMap((id, index) =>
    isRecordId(textOf(id) ?? '') ? [`${changedIds}/${index}`] : [],
  )
  return ids.length === 1 && listed.length === 1 ? [''] : ids
}
