import type { Delivery, Integration, IntegrationAdapter, Parsed } from '@conduit/core'
import { Value } from '@sinclair/typebox/value'

/** A delivery that the adapter was asked about, and what it said. */
export interface Asked {
  readonly adapter: IntegrationAdapter
  readonly delivery: Delivery
  readonly integration: Integration
  readonly parsed: Parsed
}

/**
 * What the adapter says of the delivery with another document, or other headers; null: that is
 * refused. Asks the adapter itself, without HTTP.
 */
export function askAgain(
  { adapter, delivery, integration }: Asked,
  payload: unknown,
  headers: ReadonlyMap<string, string> = new Map(),
): Parsed | null {
  const { endpoint } = adapter
  if (endpoint === null || !Value.Check(endpoint.payload, payload)) return null
  const header = (name: string) => headers.get(name.toLowerCase()) ?? delivery.header(name)
  try {
    return adapter.parseEvent({ ...delivery, payload, header }, integration)
  } catch {
    return null
  }
}
