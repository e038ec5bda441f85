import { ConduitError } from '@conduit/core'
import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/**
 * A hook that answers calls from other addresses than these as if there were nothing: 404, the same
 * as for an adapter that is off, so that nobody learns what is configured here.
 *
 * @param ranges addresses and ranges in CIDR form, valid ones
 */
export function onlyFrom(ranges: readonly string[]): (request: FastifyRequest) => Promise<void> {
  const allowed = ranges.map(range =>
    ipaddr.parseCIDR(range.includes('/') ? range : hostRange(range)),
  )
  return async request => {
    const address = ipaddr.process(request.ip)
    const matches = allowed.some(
      ([network, bits]) =>
        network.kind() === address.kind() && address.match([network, bits] as never),
    )
    if (!matches) throw new ConduitError('not_found', { reason: 'address not allowed' })
  }
}

function hostRange(address: string): string {
  return `${address}/${ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128}`
}
