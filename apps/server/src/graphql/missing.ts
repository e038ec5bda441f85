import { ConduitError } from '@conduit/core'
import type { GraphContext } from './context.ts'

/**
 * What to throw where a row lacks what it belongs to. That is a fault of ours, unless its organisation is
 * leaving: of one the rows go table by table.
 */
export async function missing(
  context: GraphContext,
  controllerId: string,
  reason: string,
): Promise<ConduitError> {
  const controller = await context.controller(controllerId)
  if (controller === null) return new ConduitError('not_found')
  return new ConduitError('internal', { reason })
}
