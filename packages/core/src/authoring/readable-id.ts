/**
 * What may stand as the id of a delivery, which is shown to people: a text of letters, digits, `-`
 * and `_`. Null for one of another form, which could say anything.
 */
export function readableId(value: unknown): string | null {
  return typeof value === 'string' && /^[\w-]{1,128}$/.test(value) ? value : null
}
