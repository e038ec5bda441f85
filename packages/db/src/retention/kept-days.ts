import { type PiiCategory, piiCategories } from '@conduit/privacy'
import type { retentionPeriods } from '../schema/index.ts'

/** What a period can be of: a category, or activities without personal data. */
export type Kind = PiiCategory | 'none'

/** What an activity's fields are kept by. */
export const kinds: readonly Kind[] = [...piiCategories, 'none']

type Period = Pick<(typeof retentionPeriods)['$inferSelect'], 'integrationId' | 'category' | 'days'>

/**
 * How many days an integration keeps each kind; one that is missing is kept for good. What is said of a
 * category goes before what is said of the rest, and the integration's own word before the controller's.
 */
export function keptDays(
  periods: readonly Period[],
  integrationId: string,
): ReadonlyMap<Kind, number> {
  const daysOf = (of: string | null, category: PiiCategory | null) =>
    periods.find(each => each.integrationId === of && each.category === category)?.days
  const days = new Map<Kind, number>()
  for (const kind of kinds) {
    const own = kind === 'none' ? undefined : (daysOf(integrationId, kind) ?? daysOf(null, kind))
    const found = own ?? daysOf(integrationId, null) ?? daysOf(null, null)
    if (found !== undefined) days.set(kind, found)
  }
  return days
}
