import type { IntegrationAdapter, Samples } from '@conduit/core'
import { prepare } from '../checks/context/prepare.ts'
import { type EventCoverage, eventCoverage } from './event-coverage.ts'
import { type Leaf, sweep } from './sweep.ts'

/** What the recordings of an adapter show. */
export interface Coverage {
  readonly events: readonly EventCoverage[]
  /** Every text of the recordings, replaced by a canary: see `sweep`. */
  sweep(canary: string): readonly Leaf[]
}

/**
 * Plays the recordings of an adapter and tells what they show: whom each kind of event finds, and
 * which texts are read.
 * @example
 * const { events } = await coverageOf(acme, samples)
 */
export async function coverageOf(adapter: IntegrationAdapter, samples: Samples): Promise<Coverage> {
  const context = await prepare(adapter, samples)
  return {
    events: eventCoverage(adapter, context.plays),
    sweep: canary => sweep(context, canary),
  }
}
