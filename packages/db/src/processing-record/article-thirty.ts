import type { PiiCategory } from '@conduit/privacy'
import type { Database } from '../database/database.ts'
import { listEntries, type ProcessingEntryNode, type RecordRole } from './entries.ts'
import { daysBefore, type Observed, observedFlows } from './observed-flows.ts'

/** So long nothing of a category has to be on record before it counts as not seen. */
export const unseenDays = 90

/** Where what is declared and what is on record differ. */
export interface Drift {
  readonly kind: 'seen_not_declared' | 'declared_not_seen'
  readonly category: PiiCategory
  /** Where it is seen; null: nowhere. */
  readonly integrationId: string | null
}

/** An entry beside what is seen of it. */
export interface RecordEntry {
  readonly declared: ProcessingEntryNode
  /** Of the integrations that it names. */
  readonly observed: readonly Observed[]
  readonly drift: readonly Drift[]
}

/** The record of Art. 30 GDPR. */
export interface ArticleThirtyRecord {
  readonly controllerId: string
  readonly role: RecordRole
  readonly generatedAt: Date
  readonly observedSince: Date
  readonly entries: readonly RecordEntry[]
  /** Integrations that brought something, and that no entry names. */
  readonly undeclared: readonly Observed[]
}

/** The record of a controller: what is declared beside what was seen in the last 90 days. */
export async function articleThirtyRecord(
  database: Database,
  controllerId: string,
  role: RecordRole,
  now: Date,
): Promise<ArticleThirtyRecord> {
  const observedSince = daysBefore(now, unseenDays)
  const declared = await listEntries(database, controllerId, role)
  const observed = await observedFlows(database, controllerId, observedSince)
  const named = new Set(declared.flatMap(({ integrationIds }) => integrationIds))
  return {
    ...{ controllerId, role, generatedAt: now, observedSince },
    entries: declared.map(entry => {
      const own = observed.filter(({ integrationId }) =>
        entry.integrationIds.includes(integrationId),
      )
      return { declared: entry, observed: own, drift: driftOf(entry, own, declared) }
    }),
    undeclared: observed.filter(
      ({ integrationId, flows }) => flows.length > 0 && !named.has(integrationId),
    ),
  }
}

/**
 * Where an entry and what is seen differ. A category is declared if any entry does that names the
 * integration; not seen it is only where all there is was looked at.
 */
export function driftOf(
  entry: ProcessingEntryNode,
  observed: readonly Observed[],
  all: readonly ProcessingEntryNode[],
): readonly Drift[] {
  const seen = new Set(observed.flatMap(({ categories }) => [...categories]))
  const added = observed.flatMap(({ integrationId, categories }) => {
    const others = all.filter(({ integrationIds }) => integrationIds.includes(integrationId))
    const known = new Set(
      others.flatMap(each => [
        ...each.categories,
        ...each.leftAsDeclared.map(({ category }) => category),
      ]),
    )
    return [...categories]
      .filter(category => !known.has(category))
      .sort()
      .map(category => ({ kind: 'seen_not_declared' as const, category, integrationId }))
  })
  const isWhole = observed.length > 0 && observed.every(each => each.isWhole)
  const missing = isWhole ? entry.categories.filter(category => !seen.has(category)) : []
  return [
    ...added,
    ...missing.map(category => ({
      ...{ kind: 'declared_not_seen' as const, category, integrationId: null },
    })),
  ]
}
