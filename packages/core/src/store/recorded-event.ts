import type { MemoryActivity } from './memory-people.ts'

/** An event as a person reads it: everything that was kept of it, and nothing to look things up by. */
export interface RecordedEvent
  extends Pick<MemoryActivity, 'type' | 'meaning' | 'account' | 'occurredAt' | 'verification'> {
  /** Whom it speaks of, `person-1`: the same person in each event. */
  readonly people: readonly string[]
  /** Category → where such data stood; of fetched data, in the platform's answer. */
  readonly personalData: { readonly [category: string]: readonly string[] }
}

/** What a `memoryStore` kept of an event. */
export function recordedEvent(activity: MemoryActivity): RecordedEvent {
  const { type, meaning, account, occurredAt, verification, subjects, fields } = activity
  const places = new Map<string, Set<string>>()
  for (const { category, path } of fields) {
    const known = places.get(category) ?? new Set()
    places.set(category, known.add(path))
  }
  const personalData = Object.fromEntries([...places].map(([name, paths]) => [name, [...paths]]))
  const people = [...new Set(subjects)]
  return { type, meaning, account, occurredAt, verification, people, personalData }
}
