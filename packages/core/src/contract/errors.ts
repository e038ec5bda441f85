import { type ReasonKey, reasons } from './reasons.ts'

/**
 * The one table of errors: code, HTTP status, public title, and whether sending the same call again
 * can help. The title is all that an outsider is told; it never says which of several checks failed.
 */
export const errorTable = {
  invalid: {
    status: 400,
    title: 'The request does not fit what this endpoint expects.',
    retryable: false,
  },
  unauthorized: {
    status: 401,
    title: 'The credentials or the signature were not accepted.',
    retryable: false,
  },
  forbidden: { status: 403, title: 'This key may not do that.', retryable: false },
  not_found: { status: 404, title: 'There is nothing at this address.', retryable: false },
  method_not_allowed: { status: 405, title: 'This method is not answered here.', retryable: false },
  conflict: { status: 409, title: 'This contradicts what is already there.', retryable: false },
  too_large: {
    status: 413,
    title: 'The body is larger than this endpoint takes.',
    retryable: false,
  },
  unsupported_media_type: {
    status: 415,
    title: 'This content type is not understood here.',
    retryable: false,
  },
  rate_limited: { status: 429, title: 'Too many requests.', retryable: true },
  internal: { status: 500, title: 'Something failed on our side.', retryable: true },
  unavailable: { status: 503, title: 'This cannot be answered right now.', retryable: true },
} as const

/** Code of an error; see `errorTable`. */
export type ErrorCode = keyof typeof errorTable

/** A fault in a document: where it is and what was expected there; never what stood there. */
export interface Fault {
  /** JSON Pointer. */
  readonly pointer: string
  readonly detail: string
}

const marker = Symbol.for('conduit.error')

/** An error that has a place in the table. Recognise it with `isConduitError`, not `instanceof`. */
export class ConduitError extends Error {
  readonly [marker] = true
  readonly code: ErrorCode
  /** For the log: why, in words without values of the request. Not sent to outsiders. */
  readonly reason: string
  /** The same as a key of the catalogue; null where none fits. */
  readonly reasonKey: ReasonKey | null
  readonly faults: readonly Fault[]
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    options: {
      reason?: string
      reasonKey?: ReasonKey
      faults?: readonly Fault[]
      retryAfterSeconds?: number
      cause?: unknown
    } = {},
  ) {
    super(
      errorTable[code].title,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'ConduitError'
    this.code = code
    this.reason = options.reason ?? (options.reasonKey && reasons[options.reasonKey]) ?? code
    this.reasonKey = options.reasonKey ?? null
    this.faults = options.faults ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** Is this an error of the table? True across copies of this package as well. */
export function isConduitError(error: unknown): error is ConduitError {
  return typeof error === 'object' && error !== null && marker in error
}

/** What a refusal may add to its reason. */
export interface RefusalDetail {
  /** The reason in words of the platform, in the place of the catalogue's; never a value. */
  readonly detail?: string
  /** JSON Pointer of what is wrong, which the platform is told with the detail. */
  readonly pointer?: string
}

/**
 * How an adapter's pure methods say no: 401, 400 or 503, each with one public body.
 *
 * @param code what the platform is told
 * @param reason key of the catalogue, for the operator
 * @example
 * if (header === undefined) refuse('unauthorized', 'signature_missing')
 * @example
 * refuse('invalid', 'other_kind', { detail: 'not a batch', pointer: '/events' })
 */
export function refuse(
  code: 'unauthorized' | 'invalid' | 'unavailable',
  reason: ReasonKey,
  { detail = reasons[reason], pointer }: RefusalDetail = {},
): never {
  throw new ConduitError(code, {
    reason: detail,
    reasonKey: reason,
    faults: pointer === undefined ? [] : [{ pointer, detail }],
  })
}

/** An RFC 9457 problem document, media type `application/problem+json`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly errors?: readonly Fault[]
}

/**
 * What an outsider is told of an error. Anything that is not of the table is `internal`.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemOf(error: unknown): Problem {
  const code = isConduitError(error) ? error.code : 'internal'
  const { status, title } = errorTable[code]
  const faults = isConduitError(error) ? error.faults : []
  return {
    type: `urn:conduit:error:${code}`,
    title,
    status,
    code,
    ...(faults.length > 0 && { errors: faults }),
  }
}
