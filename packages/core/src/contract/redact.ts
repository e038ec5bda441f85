import type { Integration } from './adapter.ts'
import type { JsonObject, Reference } from './event.ts'
import type { Platform } from './platform.ts'
import type { KnownPerson } from './rights.ts'

/**
 * Erases what a platform holds about a person, object by object. An officer sees what `find` lists
 * before anything is done, and what they approved is all that is done.
 */
export interface PersonRedaction<Settings = unknown, State = object> {
  /**
   * Lists what the platform holds about a person, in the order in which it is to be worked off: what stops
   * more from coming in, copies, the record that all hangs on. Only reads. Of the references those that can
   * be read again are listed, and what the identifiers find; whom an identifier only resembles is not:
   * compare what a search of the platform brings. What nobody can erase is listed as well, with what
   * becomes of it.
   *
   * @returns empty: the platform was asked, and knows nobody by these names
   * @throws `PlatformError`
   */
  find(
    person: KnownPerson,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<readonly RedactTarget[]>
  /**
   * Goes on with one object: reads what it has to know, and changes the platform by one request at most.
   * Where there is more to do, it says `again` and is asked once more, with what the platform agreed to. So
   * whatever ends between two requests, what was agreed to is known.
   *
   * It is asked again after a crash and after a fault: a request that is sent twice, by the same `key`
   * where the platform has such, must do no more than once.
   *
   * @throws `PlatformError`
   */
  erase(
    task: RedactTask,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<RedactResult>
  /**
   * Reads the object again, when the platform has had its time. Only reads.
   * @throws `PlatformError`
   */
  check(
    task: RedactTask,
    integration: Integration<Settings, State>,
    platform: Platform,
  ): Promise<RedactCheck>
}

/**
 * What is done to an object. `by_hand`: a person has to, by the guide or by `instructions`. `keep`:
 * nothing, as nobody may or can; it is listed so that the officer knows.
 */
export type RedactAction = 'erase' | 'anonymise' | 'suppress' | 'by_hand' | 'keep'

/** How an object ended. Nothing found is never called erased. */
export type RedactionOutcome =
  /** The platform took it and holds it no more. */
  | 'erased'
  /** What is left of it tells nobody who it was. */
  | 'anonymised'
  /** The platform takes this person in no more, and has erased what it held. */
  | 'suppressed'
  /** A look-up that would have found it did not. */
  | 'not_found'
  /** It may stay: a law or a hold asks for it. */
  | 'exempt'
  /** It is another person's too. */
  | 'shared_identifier'
  /** It is out of sight, and can be brought back until a date. */
  | 'archived_reversible'
  /** A person has to do it. */
  | 'manual_required'
  /** It cannot be done at this platform at all. */
  | 'unsupported'
  | 'failed_retryable'
  | 'failed_permanent'

/** An object that holds data of the person. */
export interface RedactTarget {
  readonly target: Reference
  readonly action: RedactAction
  /** What it will come to if all goes well. */
  readonly expected: RedactionOutcome
  /** What the platform keeps of it, in words without values: `amounts and dates of its orders`. */
  readonly retained?: readonly string[]
  /** Why that may stay, in words: the law or the contract that asks for it. */
  readonly justification?: string
  /** Until when it stays, where somebody said so. */
  readonly until?: Date
  /** What a person has to do, where the guide does not say it of this object; without values. */
  readonly instructions?: string
}

/** An object to be worked off. */
export interface RedactTask {
  readonly target: Reference
  readonly action: RedactAction
  /** The same at every try, and of no other task: hexadecimal, 64 characters. Sent where the platform takes one. */
  readonly key: string
  /** What the platform agreed to so far; null: nothing that we know of. */
  readonly accepted: AcceptedRedaction | null
}

/** What a platform agreed to do. */
export interface AcceptedRedaction {
  /** When it last agreed to something. */
  readonly at: Date
  /** What the adapter needs to go on: the platform's name of the work, how far it is. Never a person's data. */
  readonly progress: JsonObject
}

/** How far an object is: at its end, or to be gone on with. */
export type RedactResult = RedactionEnd | RedactionPause

/** The end of an object. */
export interface RedactionEnd {
  /**
   * `erased`, `anonymised` and `suppressed` need the platform's own yes: of this call, or of an earlier
   * one, as `accepted` says. What is not there without such a yes is `not_found`.
   */
  readonly outcome: RedactionOutcome
  readonly retained?: readonly string[]
  readonly justification?: string
  readonly until?: Date
  readonly instructions?: string
  /** When a look is worth its call. Default: at once. */
  readonly checkAt?: Date
}

/** There is more to do. */
export interface RedactionPause {
  /** Not before this time; `platform.now`: at once. */
  readonly again: Date
  /** The platform has agreed to something in this call; it comes back as `accepted`. */
  readonly progress?: JsonObject
  /** What it waits for, as a machine word: `too_young`, `job_running`. */
  readonly waitsFor?: string
}

/** What a look at an object shows. */
export interface RedactCheck {
  /**
   * `clean`: it is gone, or holds nothing of the person any more. `remains`: it still does.
   * `unverifiable`: nobody can tell, as the platform shows no such thing.
   */
  readonly found: 'clean' | 'remains' | 'unverifiable'
  /** Of `remains`: it may be gone by then. Absent: it will not go by itself. */
  readonly again?: Date
  /** Why it is not clean, in words without values. */
  readonly why?: string
}

/**
 * What it is called if an object is not there: `erased` only where the platform had agreed to erase it.
 *
 * @example
 * if (answer.status === 404) return { outcome: outcomeOfAbsence(task) }
 */
export function outcomeOfAbsence({ action, accepted }: RedactTask): RedactionOutcome {
  if (accepted === null) return 'not_found'
  return action === 'suppress' ? 'suppressed' : 'erased'
}
