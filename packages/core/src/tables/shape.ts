import type { ValueShape } from '../contract/tables.ts'

/** Longer texts are no addresses and no number: no expression sees them. */
const longestShaped = 2_000
const longestAddress = 254
/** `tel:+1 (202) 555-0100` and its like. */
const longestPhone = 40

/** Has a text the form of addresses, or of one international phone number, and nothing else in it? */
export function hasShape(value: string, shape: ValueShape): boolean {
  if (value.length > longestShaped || !value.includes(shape === 'phone' ? '+' : '@')) return false
  const text = value.trim()
  return shape === 'phone' ? isPhone(text) : isEmail(text) || areEmails(text)
}

/** `+` and 8 to 15 digits, grouped as people group them. */
function isPhone(text: string): boolean {
  if (text.length > longestPhone || !/^(tel:)?\+[\d\s()./-]+$/i.test(text)) return false
  const digits = text.replaceAll(/\D/g, '')
  return digits.length >= 8 && digits.length <= 15
}

function isEmail(text: string): boolean {
  if (text.length > longestAddress) return false
  const address = addressIn(text)
  const at = address.indexOf('@')
  const dot = address.lastIndexOf('.')
  const isOne = at > 0 && at === address.lastIndexOf('@')
  return isOne && dot > at + 1 && dot < address.length - 1 && !/[\s<>]/.test(address)
}

/** `ada@example.com; "Doe, Jane" <jane@example.com>`: a comma may stand in a name, which has no `@`. */
function areEmails(text: string): boolean {
  if (text.indexOf('@') === text.lastIndexOf('@')) return false
  const parts = text.split(/[,;\n]/).map(part => part.trim())
  return parts.filter(part => part.includes('@')).every(isEmail)
}

/** Of `Ada <ada@example.com>` and `mailto:ada@example.com` the address. */
function addressIn(text: string): string {
  const start = text.endsWith('>') ? text.lastIndexOf('<') : -1
  const inside = start < 0 ? text : text.slice(start + 1, -1)
  return inside.toLowerCase().startsWith('mailto:') ? inside.slice('mailto:'.length) : inside
}

/** The sign is written `%40` in the query of a URL, and `%2540` in that of a URL within it. */
const addressInside = /[\p{L}\p{N}._+-](?:@|%(?:25){0,2}40)[\p{L}\p{N}-]{1,63}\.\p{L}{2}/u

/**
 * Does an address stand in a text, among other words, in a header or in the query of a URL? Linear in
 * the text.
 * @example holdsAddress('https://example.com/?to=jane%40example.com') // true
 */
export function holdsAddress(text: string): boolean {
  return (text.includes('@') || text.includes('40')) && addressInside.test(text)
}
