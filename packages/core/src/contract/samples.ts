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
  /**
   * Texts of the recordings that are nobody's data, by where they stand: the conformance kit insists that
   * each text is found by a row of `tables.pii` or named here.
   */
  readonly technical?: readonly TechnicalRow[]
  /** Settings that the recordings take for granted but do not write down. */
  readonly assumes?: JsonObject
}

/**
 * Places of texts that are nobody's data, and their form. What people write is never technical.
 * @example { path: '/data/object/**' + '/{id,object}', class: 'id' }
 */
export interface TechnicalRow {
  /** JSON Pointer from the top of a body or an answer, with the tokens of `PiiRow.path`. */
  readonly path: string
  readonly class: TechnicalClass
  /** Only in events of these types: `a.b`, `a.*`. */
  readonly types?: readonly string[]
}

/**
 * `id`: of a thing, letters and digits that mean nothing by themselves; `url`; `enum`: one of the
 * platform's own words; `amount`: a number, perhaps with its currency or unit; `time`: a date, an hour,
 * a length of time; `code`: of a country, a currency, a language, a version.
 */
export type TechnicalClass = 'id' | 'url' | 'enum' | 'amount' | 'time' | 'code'
