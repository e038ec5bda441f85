import type { ObservedActivity } from '@conduit/recordings/player'

/** What activities come to, in words that are the same whenever the same is recorded. */
export function summaryOf(activities: readonly Omit<ObservedActivity, 'integration' | 'people'>[]) {
  return activities
    .map(({ type, meaning, occurredAt, verification, fetch, fields }) => {
      const found = fields.map(({ category, path }) => `${category} ${path}`).sort()
      const time = occurredAt?.toISOString() ?? 'no time'
      return [type, meaning, time, verification, `read: ${fetch}`, ...found].join(', ')
    })
    .sort()
}
