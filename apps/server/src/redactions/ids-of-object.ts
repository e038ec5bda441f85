import type { Identifier, PiiRow, Reference } from '@conduit/core'

/** The ids by which events name whoever is this object at the platform, as an adapter's rows read them. */
export function idsOfObject(
  rows: readonly PiiRow[],
  { object, id }: Reference,
): readonly Identifier[] {
  const values = rows
    .filter(({ category, reference }) => category === 'account_id' && reference?.object === object)
    .map(({ identity }) =>
      identity?.by === 'account_id' && identity.kind !== undefined ? `${identity.kind}:${id}` : id,
    )
  return [...new Set(values)].map(value => ({ category: 'account_id', value }))
}
