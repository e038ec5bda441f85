/** A text, or a number as text; null for anything else, and for a text that says nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && !isBlank(value) ? value : null
}

/** Most texts begin with a letter or a digit, and are not looked at any further. */
function isBlank(text: string): boolean {
  const first = text.charCodeAt(0)
  return !(first > 0x20 && first < 0x7f) && text.trim() === ''
}
