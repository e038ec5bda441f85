import type { Integration } from './adapter.ts'
import type { ConsentStatement, Identifier, JsonValue, Reference } from './event.ts'
import type { Platform } from './platform.ts'

/** By what somebody may be looked for at a platform. */
export interface KnownPerson {
  /** Addresses, numbers and ids that were proven to be the person's, as they were given. */
  readonly identifiers: readonly Identifier[]
  /** Objects of the person of which the platform told us, proven. */
  readonly references: readonly Reference[]
}

/**
 * Reads what a platform holds about a person, for a copy of their data. Both only read, and may be
 * asked again.
 */
export interface PersonExport<Settings = unknown, State = object> {
  /**
   * Lists the person's objects: those of the references that can be read, and those that are found by
   * the identifiers. One object is listed once. Whom an identifier only resembles is not listed:
   * compare what a search of the platform brings.
   *
   * @returns empty: nobody is found
   * @throws `PlatformError`
   */
  find(
    person: KnownPerson,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<readonly Reference[]>
  /**
   * Reads one of them, and what hangs on it: each document as the platform tells it, in the platform's
   * own names. Lists come page by page. Nothing: it is gone.
   *
   * @throws `PlatformError`; what was read before stays in the copy
   */
  read(
    target: Reference,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): AsyncIterable<ExportedDocument>
}

/** A document of a copy. */
export interface ExportedDocument {
  /** What it is at the platform, `customer`, `orders`; never a value. */
  readonly object: string
  readonly content: JsonValue
}

/** What a person decided elsewhere, in the words of the platform that is told. */
export interface ConsentDecision {
  readonly channel: ConsentStatement['channel']
  /** The platform's own word, as its statements of consent give it. */
  readonly purpose: string
  readonly state: ConsentStatement['state']
  /** When the person decided. */
  readonly at: Date
}

/** What a platform says of a decision once it was told: `unknown` if it has not decided yet. */
export type ConsentFound = ConsentStatement['state'] | 'unknown'

/** Tells a platform what a person decided elsewhere. */
export interface ConsentPropagation<Settings = unknown, State = object> {
  /**
   * Which of the person's objects would be told. Pure: an officer sees it before anything is done.
   *
   * @returns empty: this cannot be told there, by its channel, its purpose or its objects
   */
  plan(
    decision: ConsentDecision,
    references: readonly Reference[],
    integration: Integration<Settings, State>,
  ): readonly Reference[]
  /**
   * Tells it. Telling again does no harm.
   *
   * @returns `refused`: the platform takes no such decision of others, as where a person who has left
   *   has to come back by themselves
   * @throws `PlatformError`
   */
  tell(
    target: Reference,
    decision: ConsentDecision,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<'told' | 'not_found' | 'refused'>
  /**
   * Reads what the platform says now.
   * @throws `PlatformError`
   */
  look(
    target: Reference,
    decision: ConsentDecision,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<ConsentFound>
}
