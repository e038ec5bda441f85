import { type PiiField, type PlatformEvent, valueAt } from '@conduit/core'
import { placesAt, rowsOf } from '@conduit/recordings'
import { personalDataOf } from '@conduit/recordings/player'
import { type Asked, askAgain } from '../context/ask-again.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { type Canary, canariesAt, type Place } from './canary.ts'
import { concretePlaces } from './concrete-places.ts'

/**
 * A canary for each text and number in a recorded request that is personal data: what the adapter
 * found, whatever row told it, and what the recording says; in the body, or in a header from which
 * the adapter took it.
 */
export function requestCanaries(delivery: RecordedDelivery): readonly Canary[] {
  const canaries = known.get(delivery) ?? findCanaries(delivery)
  known.set(delivery, canaries)
  return canaries
}

const known = new WeakMap<RecordedDelivery, readonly Canary[]>()

function findCanaries({ seen, recording }: RecordedDelivery): readonly Canary[] {
  const { delivery, parsed, integration, adapter } = seen
  const found = parsed.events.flatMap(event =>
    personalDataOf(adapter, event, integration).fields.flatMap(field =>
      placesOf(seen, event, field),
    ),
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
  return canariesAt([...found, ...said], rowsOf(adapter, integration.settings))
}

/** Where in the document a field stands; else the header that holds the same. */
function placesOf(seen: Asked, event: PlatformEvent, field: PiiField): readonly Place[] {
  const { delivery, adapter, integration } = seen
  const { category, path } = field
  const inBody = concretePlaces(delivery.payload, event, field, changed =>
    askAgain(seen, changed)?.events.flatMap(
      each => personalDataOf(adapter, each, integration).fields,
    ),
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
