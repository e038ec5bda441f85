import type { Parsed, PlatformEvent, Rejection } from '../contract/event.ts'

/**
 * The events of a list, item by item: a strange one must not take its neighbours along.
 *
 * @param at JSON Pointer of the list
 * @param read the event or events of an item at its path; or, as a text without values, why there is none
 * @param accountOf whose a strange item is, where that can be told
 * @example readItems(payload.events, '/events', (item, path) =>
 *   Value.Check(notification, item) ? eventOf(item, path) : 'not a notification')
 */
export function readItems(
  items: readonly unknown[],
  at: string,
  read: (item: unknown, path: string) => PlatformEvent | readonly PlatformEvent[] | string,
  accountOf: (item: unknown) => string | undefined = () => undefined,
): Required<Pick<Parsed, 'events' | 'rejected'>> {
  const events: PlatformEvent[] = []
  const rejected: Rejection[] = []
  for (const [index, item] of items.entries()) {
    const path = `${at}/${index}`
    const found = read(item, path)
    if (typeof found !== 'string') {
      for (const event of [found].flat()) events.push(event)
      continue
    }
    const account = accountOf(item)
    rejected.push({ path, reason: found, ...(account !== undefined && { account }) })
  }
  return { events, rejected }
}
