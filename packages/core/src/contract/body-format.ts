/** Limits on what a decoder builds; beyond them the body is refused as `invalid`. */
export interface DecodeLimits {
  /** Nested objects and arrays. */
  readonly depth: number
  /** Values, members and elements in all. */
  readonly nodes: number
}

/** One way to read a body. */
export interface BodyFormat {
  /** Name for docs and logs, `json`. */
  readonly name: string
  /** Media types without parameters, lower case; null: any, also none. */
  readonly types: readonly string[] | null
  /**
   * Bytes to plain values (null-prototype-safe objects, arrays, strings, numbers, booleans, null).
   * Members whose name is to be stripped are dropped, so that a secret reaches nobody.
   * @throws `ConduitError` `invalid` with a pointer or offset, never with a value.
   */
  decode(bytes: Uint8Array, limits: DecodeLimits): unknown
  /**
   * The same with the same result, pausing now and then: so a large body is decoded, and others have their
   * turn in between. Absent: it is quick enough at once.
   */
  decodeInSteps?(bytes: Uint8Array, limits: DecodeLimits): Generator<undefined, unknown, undefined>
}
