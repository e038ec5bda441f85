import type { Identifier, Reference } from './delivery.ts'

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
  | 'pending'
  | 'failed_retryable'
  | 'failed_permanent'

/** The answer to `find` is targets, to `erase` and `check` an outcome. */
export type RedactResult =
  | { readonly targets: readonly Reference[] }
  | {
      readonly outcome: RedactionOutcome
      readonly remoteId?: string
      /** Ask again at this time: the platform works on it. */
      readonly again?: Date
      /** What the platform keeps, and why, in words without values. */
      readonly retained?: readonly string[]
      readonly instructions?: string
    }
