import type { ConsentStatement, Identifier, JsonValue, Reference } from './event.ts'

/** What a platform holds of one object about a person, for a copy of their data. */
export type ExportResult =
  | { readonly document: JsonValue; readonly mediaType?: string }
  /** The platform works on it: ask again at this time. */
  | { readonly again: Date; readonly remoteId?: string }
  /** A person has to fetch it, by the guide. */
  | { readonly manual: true }

/** One object to be exported; `remoteId` goes on after a wait. */
export interface ExportRequest {
  readonly target: Reference
  readonly remoteId?: string
}

/** What a person decided elsewhere, and whom the platform knows by what. */
export interface ConsentDecision extends Omit<ConsentStatement, 'person'> {
  readonly identifiers: readonly Identifier[]
  readonly references: readonly Reference[]
}

/** How telling a platform of a decision ended; `found` is its state after a second look. */
export interface PropagationResult {
  readonly outcome: 'told' | 'not_found' | 'unsupported' | 'failed_retryable' | 'failed_permanent'
  readonly found?: ConsentStatement['state'] | 'unknown'
}
