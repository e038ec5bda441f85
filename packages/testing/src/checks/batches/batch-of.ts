import { valueAt } from '@conduit/core'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'

/** A delivery that holds a list, each item of which is one event. */
export interface Batch {
  readonly delivery: RecordedDelivery
  /** Pointer of the list in the decoded document. */
  readonly list: string
  readonly items: readonly unknown[]
}

/** The list of a delivery's events; null where they stand in none, or in several. */
export function batchOf(delivery: RecordedDelivery): Batch | null {
  const { parsed, delivery: asked } = delivery.seen
  const paths = parsed.events.map(({ path }) => path)
  const lists = new Set(paths.map(path => /^(.*)\/\d+$/.exec(path)?.[1]))
  const [list] = lists
  const isOne = lists.size === 1 && new Set(paths).size === paths.length
  if (list === undefined || !isOne) return null
  const items = valueAt(asked.payload, list)
  return Array.isArray(items) && isWritable(delivery) ? { delivery, list, items } : null
}

/** XML is no list that could be written anew here. */
function isWritable({ format }: RecordedDelivery): boolean {
  return format === 'json' || format === 'form'
}
