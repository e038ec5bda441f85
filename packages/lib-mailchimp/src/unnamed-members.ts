/**
 * What an object holds under names that are not taken: fields that an account has made for itself.
 * Numbers are left out; of anything but an object nothing is left.
 *
 * @example unnamedMembers({ FNAME: 'Ada', SHOESIZE: '44' }, new Set(['FNAME'])) // { SHOESIZE: '44' }
 */
export function unnamedMembers(
  value: unknown,
  taken: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, member]) => !taken.has(name) && typeof member !== 'number',
    ),
  )
}
