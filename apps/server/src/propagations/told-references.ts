import type { ConsentDecision, Reference } from '@conduit/core'
import type { PlatformAccess } from '@conduit/core/host'
import type { RunningAdapter } from '../services.ts'

/** Those of a person's references that the adapter would tell. What it makes up itself is none of them. */
export function toldReferences(
  { adapter }: RunningAdapter,
  { own }: PlatformAccess,
  decision: ConsentDecision,
  references: readonly Reference[],
): readonly Reference[] {
  const planned = adapter.propagate?.plan(decision, references, own) ?? []
  const named = new Set(planned.map(textOf))
  return references.filter(reference => named.has(textOf(reference)))
}

function textOf({ object, id, within }: Reference): string {
  return JSON.stringify([object, id, within ?? null])
}
