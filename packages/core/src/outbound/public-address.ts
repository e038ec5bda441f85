import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Outside of it no IPv6 address is given out for the public network. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/**
 * Is this an address on the public internet? Loopback, private and link-local networks, the metadata
 * addresses of clouds, multicast, tunnels and reserved ranges are not. An IPv4 address inside an IPv6
 * one counts as what it maps to.
 *
 * @param address IPv4 or IPv6, without brackets; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  const plain = ipaddr.process(address)
  if (plain.range() !== 'unicast') return false
  return plain.kind() === 'ipv4' || plain.match(globalUnicast)
}
