import type { Identifier, Reference } from './event.ts'

/** One step of erasing a person at a platform. */
export type RedactStep =
  /** Find the person's objects: the plan that is frozen and approved. */
  | {
      readonly step: 'find'
      readonly identifiers: readonly Identifier[]
      readonly references: readonly Reference[]
    }
  /** Erase one object. `key` is the idempotency key; `remoteId` goes on after a crash. */
  | {
      readonly step: 'erase'
      readonly target: Reference
      readonly key: string
      readonly remoteId?: string
    }
  /** Read it again: is it gone? */
  | { readonly step: 'check'; readonly target: Reference; readonly remoteId?: string }

/** How the erasure of one object ended. Nothing found is never called erased. */
export type RedactionOutcome =
  | 'erased'
  | 'anonymised'
  | 'suppressed'
  | 'not_found'
  | 'exempt'
  | 'shared_identifier'
  | 'archived_reversible'
  | 'manual_required'
  | 'unsupported'
  | 'failed_retryable'
  | 'failed_permanent'

/** One object that holds the person's data, and what erasing it will come to. */
export interface RedactTarget {
  readonly target: Reference
  /** What can be expected; an approver sees it before anything is done. */
  readonly expected: RedactionOutcome
  /** What the platform keeps, in words without values. */
  readonly retained?: readonly string[]
  /** Why that may stay: the law or the contract that asks for it. */
  readonly justification?: string
  /** Until when it stays. */
  readonly until?: Date
}

/** The answer to `find` is targets, to `erase` and `check` an outcome, or that the platform works on it. */
export type RedactResult =
  | { readonly targets: readonly RedactTarget[] }
  | {
      readonly outcome: RedactionOutcome
      readonly remoteId?: string
      /** What the platform keeps, and why, in words without values. */
      readonly retained?: readonly string[]
      readonly instructions?: string
    }
  /** Ask again at this time. */
  | { readonly again: Date; readonly remoteId?: string }
