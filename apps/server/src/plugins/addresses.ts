import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** `203.0.113.7:51234`, `[2001:db8::7]:51234`, `[2001:db8::7]`. */
const withPort = /^(?:([\d.]{7,15})|\[([\dA-Fa-f:.]{2,45})\])(?::\d{1,5})?$/

/** The address in what a proxy gives as one, some with a port behind it; null: it is none. */
export function addressOf(text: string): string | null {
  if (isIP(text) !== 0) return text
  const [, four, six] = withPort.exec(text) ?? []
  const address = four ?? six ?? ''
  return isIP(address) === 0 ? null : address
}

/**
 * Is an address, with or without a port, among these?
 *
 * @param ranges addresses and ranges in CIDR form, valid ones
 */
export function amongAddresses(ranges: readonly string[]): (text: string) => boolean {
  const known = ranges.map(range =>
    ipaddr.parseCIDR(range.includes('/') ? range : hostRange(range)),
  )
  return text => {
    const given = addressOf(text)
    if (given === null) return false
    const address = ipaddr.process(given)
    return known.some(
      ([network, bits]) =>
        network.kind() === address.kind() && address.match([network, bits] as never),
    )
  }
}

function hostRange(address: string): string {
  return `${address}/${ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128}`
}
