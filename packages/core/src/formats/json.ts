import type { BodyFormat } from '../contract/body-format.ts'
import { decodeJson } from './decode-json.ts'

/** How an endpoint's JSON is read. */
export interface JsonOptions {
  /** Media types; default `application/json`. */
  readonly types?: readonly string[]
  /** Names of members that are dropped at any depth, so that a live credential reaches nobody. */
  readonly strip?: readonly string[]
}

/**
 * JSON bodies in UTF-8, with or without a byte order mark. Integers beyond 2^53, and other numbers
 * that JavaScript would round, come as text. Of two members with one name the last counts.
 *
 * @throws from `decode`: `ConduitError` `invalid`, with the byte offset where it is known
 * @example
 * formats: [json({ types: ['application/json', 'application/cloudevents+json'] })]
 */
export function json({ types = ['application/json'], strip = [] }: JsonOptions = {}): BodyFormat {
  return {
    name: 'json',
    types,
    decode: (bytes, limits) => decodeJson(bytes, limits, strip),
  }
}
