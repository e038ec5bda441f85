import type { PiiField, PlatformEvent } from '@conduit/core'
import { placesAt } from '@conduit/recordings'
import { attempt } from '../signature/attempt.ts'
import type { Place } from './canary.ts'
import { without } from './without.ts'

/**
 * The places of a document that a field stands for. One with `*` in it, for the name of a member
 * that is data, stands for those that are found while there is none beside them.
 *
 * @param extract what is found in a document; undefined: that cannot be told
 */
export function concretePlaces(
  document: unknown,
  { path: base }: PlatformEvent,
  { path, category }: PiiField,
  extract: (document: unknown) => readonly PiiField[] | undefined,
): readonly Place[] {
  const places = placesAt(document, path)
  return places.map(({ path: own, value: recorded }) => {
    const beside = places.flatMap(each => (each.path === own ? [] : each.path))
    const place = { path: own, category, recorded, base, beside }
    if (beside.length === 0) return { ...place, isCertain: true }
    // Without those beside, nobody may be left whom the document is about: then it is refused.
    const alone = attempt(() => extract(without(document, beside))) ?? []
    const isFoundAlone = alone.some(field => field.category === category && field.path === path)
    return { ...place, isCertain: isFoundAlone }
  })
}
