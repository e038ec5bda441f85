import type { ValueShape } from '../contract/tables.ts'

/** Longer texts are no address and no number: no expression sees them. */
const longestShaped = 254
/** `tel:+1 (202) 555-0100` and its like. */
const longestPhone = 40

/** Has a text the form of one address, or of one international phone number, and nothing else in it? */
export function hasShape(value: string, shape: ValueShape): boolean {
  if (value.length > longestShaped || !value.includes(shape === 'phone' ? '+' : '@')) return false
  const text = value.trim()
  return shape === 'phone' ? isPhone(text) : isEmail(text)
}

/** `+` and 8 to 15 digits, grouped as people group them. */
function isPhone(text: string): boolean {
  if (text.length > longestPhone || !/^(tel:)?\+[\d\s()./-]+$/i.test(text)) return false
  const digits = text.replaceAll(/\D/g, '')
  return digits.length >= 8 && digits.length <= 15
}

function isEmail(text: string): boolean {
  const address = addressIn(text)
  const at = address.indexOf('@')
  const dot = address.lastIndexOf('.')
  const isOne = at > 0 && at === address.lastIndexOf('@')
  return isOne && dot > at + 1 && dot < address.length - 1 && !/[\s<>]/.test(address)
}

/** Of `Ada <ada@example.com>` and `mailto:ada@example.com` the address. */
function addressIn(text: string): string {
  const start = text.endsWith('>') ? text.lastIndexOf('<') : -1
  const inside = start < 0 ? text : text.slice(start + 1, -1)
  return inside.toLowerCase().startsWith('mailto:') ? inside.slice('mailto:'.length) : inside
}
