/** A member or element of its own; undefined where there is none. */
export function memberOf(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined
  return (value as Record<string, unknown>)[token]
}
