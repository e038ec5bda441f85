import { ConduitError } from '@conduit/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { amongAddresses } from './addresses.ts'

/**
 * A hook that answers calls from other addresses than these as if there were nothing: 404, the same
 * as for an adapter that is off, so that nobody learns what is configured here.
 *
 * @param ranges addresses and ranges in CIDR form, valid ones
 * @param limit counts who is answered so, where nothing else does
 */
export function onlyFrom(
  ranges: readonly string[],
  limit: FastifyInstance['limitCall'],
): (request: FastifyRequest) => Promise<void> {
  const isAllowed = amongAddresses(ranges)
  return async request => {
    if (isAllowed(request.ip)) return
    await limit?.(request, null)
    throw new ConduitError('not_found', { reason: 'address not allowed' })
  }
}
