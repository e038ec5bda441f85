import type { TSchema } from '@sinclair/typebox'
import type { BodyFormat } from './body-format.ts'

/** The HTTP side of an adapter. */
export interface Endpoint {
  /** Below `/api/v1/integrations/<name>`; default `/event`. */
  readonly path?: string
  /** Methods answered beside POST. */
  readonly methods?: readonly ('GET' | 'HEAD')[]
  /** Tried in order by content type; none fits: 415. */
  readonly formats: readonly BodyFormat[]
  /** The envelope only: what `parseEvent` relies on. Everything else is allowed. */
  readonly payload: TSchema
  /** Headers that `parseEvent` reads: it and the quarantine see no others. */
  readonly headers?: readonly string[]
  /**
   * Headers without which a POST is refused with 401 before its body is read: those of a signature
   * that each call of the platform brings.
   */
  readonly requiredHeaders?: readonly string[]
  /** Largest body in bytes; default 1 MiB. An application can raise it. */
  readonly maxBytes?: number
}

/** Largest body of an endpoint that names no other: 1 MiB. */
export const defaultMaxBytes = 1_048_576
