import type { JsonObject } from './event.ts'

/** A request before it is signed. */
export interface SampleRequest {
  readonly method: string
  /** As the platform calls it, with its query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * What an adapter package exports as `./samples`, default: how the platform signs, and what it was
 * recorded to send. `conduit send`, the demo and the conformance kit play them.
 */
export interface Samples {
  /**
   * The inverse of `verifySignature`: headers that prove this request at this time; null where the
   * platform signs nothing (with these settings).
   */
  sign(
    request: SampleRequest,
    settings: JsonObject,
    at: Date,
  ): Readonly<Record<string, string>> | null
  /**
   * The same request as the platform would send it at this time: for times in the body or the URL
   * that verification looks at. Not needed where `sign` brings the time in its headers.
   */
  refresh?(request: SampleRequest, at: Date): SampleRequest
  /** Folder of recorded deliveries, one JSON file each. */
  readonly recordings: URL
  /** Settings that the recordings take for granted but do not write down. */
  readonly assumes?: JsonObject
}
