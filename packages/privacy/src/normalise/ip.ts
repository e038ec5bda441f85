import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Normalised } from './canonical.ts'
import { trimBlank } from './text.ts'

// The longest spelling of an address is 45 characters; a zone may follow it.
const inputLength = 100

/**
 * The canonical form `ip/1` of an IP address: dotted decimal, or RFC 5952 text for IPv6. An
 * IPv4-mapped address is that IPv4 address, and a zone (`%eth0`) is left out. Leading zeros,
 * hexadecimal and shortened IPv4 forms are refused, because programs disagree on what they mean.
 *
 * @param input one address, without port or brackets
 * @example
 * normaliseIp('2001:DB8:0:0:0:0:0:1') // { ok: { normaliser: 'ip/1', value: '2001:db8::1' } }
 * normaliseIp('192.0.2.010') // { refused: 'not_an_ip' }
 */
export function normaliseIp(input: string): Normalised {
  const text = trimBlank(input)
  if (text === '') return { refused: 'empty' }
  if (text.length > inputLength) return { refused: 'too_long' }
  // Node's check is strict where the library's is lenient.
  if (isIP(text) === 0) return { refused: 'not_an_ip' }
  return { ok: { normaliser: 'ip/1', value: textOf(parse(text)) } }
}

/**
 * The network that an address is stored as: /24 of IPv4, /48 of IPv6. A 6to4 address carries an
 * IPv4 address in its first 48 bits, so it is cut at /40, which is /24 of the address inside.
 *
 * @param canonical the value of a {@link normaliseIp} result
 * @returns the network in CIDR notation
 * @throws {TypeError} the text is no IP address
 * @example
 * generaliseIp('203.0.113.7') // '203.0.113.0/24'
 * generaliseIp('2001:db8:1:2::3') // '2001:db8:1::/48'
 */
export function generaliseIp(canonical: string): string {
  if (canonical.length > inputLength || isIP(canonical) === 0)
    throw new TypeError('not an IP address')
  const address = parse(canonical)
  const prefix = prefixLength(address)
  const kept = address.toByteArray().map((byte, index) => (index < prefix / 8 ? byte : 0))
  return `${textOf(ipaddr.fromByteArray(kept))}/${prefix}`
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

function parse(text: string): Address {
  const zone = text.indexOf('%')
  const bare = zone === -1 ? text : text.slice(0, zone)
  const start = bare.lastIndexOf(':') + 1
  const last = bare.slice(start)
  if (start === 0 || !last.includes('.')) return ipaddr.process(bare)
  // The library reads `::192.0.2.1` as an IPv4-mapped address, which it is not; written in groups
  // it is read right.
  return ipaddr.process(bare.slice(0, start) + toGroups(last))
}

function toGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

function textOf(address: Address): string {
  return 'toRFC5952String' in address ? address.toRFC5952String() : address.toString()
}

function prefixLength(address: Address): number {
  if (address.kind() === 'ipv4') return 24
  return address.range() === '6to4' ? 40 : 48
}
