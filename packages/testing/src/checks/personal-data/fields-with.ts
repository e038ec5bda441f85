import { type PiiField, pointerTokens } from '@conduit/core'
import { samePlace } from '@conduit/recordings'
import { personalDataOf } from '@conduit/recordings/player'
import { setAt } from '../body/set-at.ts'
import { askAgain } from '../context/ask-again.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import type { Canary } from './canary.ts'
import { headersWith } from './headers-with.ts'
import { without } from './without.ts'

/** What is found with these canaries in a delivery, and nothing beside them; null: it is refused. */
export function fieldsWith(
  { seen }: Pick<RecordedDelivery, 'seen'>,
  canaries: readonly Canary[],
): readonly PiiField[] | null {
  const { payload } = seen.delivery
  const changed = without(
    payload,
    canaries.flatMap(({ beside }) => beside),
  )
  for (const { path, value, header } of canaries) {
    if (header === undefined) setAt(changed, pointerTokens(path), value)
  }
  const parsed = askAgain(seen, changed, headersWith(seen, canaries))
  if (parsed === null || parsed.events.length === 0) return null
  return parsed.events.flatMap(
    event => personalDataOf(seen.adapter, event, seen.integration).fields,
  )
}

/** Was a canary found? */
export function isFound(fields: readonly PiiField[], { category, path }: Canary): boolean {
  return fields.some(field => field.category === category && samePlace(field.path, path))
}
