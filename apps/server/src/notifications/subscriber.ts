import type { Notification } from './notification.ts'
import { allTopics, type Topic } from './topics.ts'

/** Somebody in this process who is told of what happens. */
export interface Subscriber {
  /** Its own for good, `[a-z][a-z0-9-]*`, 64 characters at most: under it its position is kept. */
  readonly name: string
  readonly topics: readonly Topic[]
  /**
   * Takes a notification: of each controller one after the other, in their order, and each at least
   * once. It is done when this resolves; if it rejects, or is not done within 15 seconds, the same one
   * comes again, after a second at first and an hour at last, and the later ones of that controller wait.
   *
   * @param signal comes when the time is up, or the server stops
   */
  readonly receive: (notification: Notification, signal: AbortSignal) => Promise<void>
}

/** @throws {TypeError} two have one name, or one has a name or a topic that is none */
export function assertSubscribers(subscribers: readonly Subscriber[]): void {
  const names = new Set<string>()
  for (const { name, topics } of subscribers) {
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(name))
      throw new TypeError(`no name of a subscriber: ${name}`)
    if (names.has(name)) throw new TypeError(`there are two subscribers ${name}`)
    names.add(name)
    const unknown = topics.find(topic => !allTopics.includes(topic))
    if (unknown !== undefined) throw new TypeError(`subscriber ${name}: no topic ${unknown}`)
    if (topics.length === 0) throw new TypeError(`subscriber ${name} has no topic`)
  }
}
