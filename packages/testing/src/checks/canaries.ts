import { type PiiField, type PlatformEvent, pointerTokens, rowsOf, valueAt } from '@conduit/core'
import { placesAt, samePlace } from '@conduit/recordings'
import { type Asked, askAgain } from './ask.ts'
import { type Canary, canariesAt, type Place } from './canary.ts'
import { setAt } from './edit-body.ts'
import type { Specimen } from './specimen.ts'

/**
 * A canary for each text and number in a recorded request that is personal data: what the adapter
 * found, whatever row told it, and what the recording says; in the body, or in a header from which
 * the adapter took it.
 */
export function requestCanaries(specimen: Specimen): readonly Canary[] {
  const canaries = known.get(specimen) ?? findCanaries(specimen)
  known.set(specimen, canaries)
  return canaries
}

const known = new WeakMap<Specimen, readonly Canary[]>()

function findCanaries({ seen, recording }: Specimen): readonly Canary[] {
  const { delivery, parsed, connection, adapter } = seen
  const found = parsed.events.flatMap(event =>
    adapter.extractPii(event, connection).fields.flatMap(field => placesOf(seen, event, field)),
  )
  const said = (recording.expect.pii ?? [])
    .filter(({ in: where }) => where?.includes('/') !== true)
    .flatMap(({ path, category }) => {
      // A `*` that a recording writes says that some of them are personal data, not which.
      const isCertain = !path.includes('*')
      const places = placesAt(delivery.payload, path)
      return places.map(
        ({ path: own, value: recorded }): Place => ({
          ...{ path: own, category, recorded, isCertain, base: '', beside: [] },
        }),
      )
    })
  return canariesAt([...found, ...said], rowsOf(adapter, connection.settings))
}

/** What is found with these canaries in a delivery, and nothing beside them; null: it is refused. */
export function fieldsWith(
  { seen }: Pick<Specimen, 'seen'>,
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
  return parsed.events.flatMap(event => seen.adapter.extractPii(event, seen.connection).fields)
}

/** Headers of the delivery with canaries in them, by their names in lower case. */
export function headersWith(
  { delivery }: Pick<Asked, 'delivery'>,
  canaries: readonly Canary[],
): ReadonlyMap<string, string> {
  return new Map(
    canaries.flatMap(({ header, value }) =>
      header === undefined || delivery.header(header) === undefined
        ? []
        : [[header, String(value)] as const],
    ),
  )
}

/** Was a canary found? */
export function isFound(fields: readonly PiiField[], { category, path }: Canary): boolean {
  return fields.some(field => field.category === category && samePlace(field.path, path))
}

/** Where in the document a field stands; else the header that holds the same. */
function placesOf(seen: Asked, event: PlatformEvent, field: PiiField): readonly Place[] {
  const { delivery, adapter, connection } = seen
  const { category, path } = field
  const inBody = concretePlaces(delivery.payload, event, field, changed =>
    askAgain(seen, changed)?.events.flatMap(each => adapter.extractPii(each, connection).fields),
  )
  if (inBody.length > 0) return inBody
  const recorded = valueAt(event.data, path.slice(event.path.length))
  const header = (adapter.endpoint?.headers ?? []).find(
    name => recorded !== undefined && delivery.header(name) === recorded,
  )
  if (header === undefined) return []
  const place = { path, category, recorded, isCertain: true, base: event.path, beside: [] }
  return [{ ...place, header: header.toLowerCase() }]
}

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
    const alone = extract(without(document, beside)) ?? []
    const isFoundAlone = alone.some(field => field.category === category && field.path === path)
    return { ...place, isCertain: isFoundAlone }
  })
}

/** A document with nothing at these places. */
function without(document: unknown, paths: readonly string[]): unknown {
  const changed = structuredClone(document)
  for (const path of paths) setAt(changed, pointerTokens(path), null)
  return changed
}
