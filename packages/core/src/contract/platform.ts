import type { TSchema } from '@sinclair/typebox'
import type { JsonObject } from './event.ts'

/** An HTTP call to a platform. */
export interface Call {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute, https, of a host that the adapter's `hosts()` names. */
  readonly url: string | URL
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  /**
   * The answer must be JSON, of this form if one is given: an HTML page, or a list in the place of an
   * object, with status 200 counts as an upstream error. Ask for what tells the answer from any
   * other, no more.
   */
  readonly json?: boolean | TSchema
  /** Sending it twice does no harm: tried again after 5xx and timeouts. Default: true for GET. */
  readonly idempotent?: boolean
}

/** A platform's answer. Never 401, 429, 5xx nor a redirect: those are thrown. */
export interface Answer {
  readonly status: number
  /** A header by name, in any case; several of one name are joined by a comma. */
  header(name: string): string | undefined
  readonly text: string
  /** The decoded body, where `json` was asked for. Big integers are strings. */
  readonly json: unknown
}

/** An access token. Kept encrypted until it is refused or expires. */
export interface Token {
  readonly value: string
  readonly expiresAt?: Date
  /** A rotating refresh token. */
  readonly refresh?: string
}

/** The only way out of an adapter. */
export interface Platform {
  readonly now: Date
  /** @throws `PlatformError` `rate_limited`, `auth_failed`, `upstream_error`; 404 is an answer. */
  request(call: Call): Promise<Answer>
  /**
   * A call with an access token. The token is kept between runs; `obtain` runs when there is none,
   * when it expired, and once more after a 401. Callers at the same time wait for one `obtain`, and a
   * newer token that another process kept meanwhile is used before asking the platform.
   * @throws as `request`; `auth_failed` if the second try is refused as well.
   */
  authorized(
    obtain: (previous: Token | null) => Promise<Token>,
    call: (token: string) => Call,
  ): Promise<Answer>
}

/** The same for `setup`, which also registers and keeps. */
export interface SetupPlatform<State = object> extends Platform {
  /** Mints a credential for our own endpoint. `boundTo` names a channel. */
  webhook(boundTo?: string): Promise<{ readonly url: string; readonly token: string }>
  /** Keeps state at once, and with it settings that were learned, however the step ends. */
  save(state: State, learned?: JsonObject): Promise<void>
}

const marker = Symbol.for('conduit.platform-error')

/** Why a platform could not be read. */
export type PlatformErrorCode = 'rate_limited' | 'auth_failed' | 'upstream_error'

/** Thrown by `Platform`; recognise it with `isPlatformError`. The message holds no URL and no body. */
export class PlatformError extends Error {
  readonly [marker] = true
  readonly code: PlatformErrorCode
  readonly status: number | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: PlatformErrorCode,
    reason: string,
    options: { status?: number; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PlatformError'
    this.code = code
    this.status = options.status
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** Is this an error of the platform client? True across copies of this package as well. */
export function isPlatformError(error: unknown): error is PlatformError {
  return typeof error === 'object' && error !== null && marker in error
}
