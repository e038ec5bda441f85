import { isSafeNumber, parse as parseLossless } from 'lossless-json'
import { safeParse, scan } from 'secure-json-parse'
import type { BodyFormat, DecodeLimits } from '../contract/body-format.ts'
import { refuse } from '../contract/errors.ts'
import { dropMembers } from './drop-members.ts'
import { scanJson } from './scan-json.ts'
import { atOnce, type Steps } from './steps.ts'
import { utf8Text } from './utf8-text.ts'

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
    decodeInSteps: (bytes, limits) => jsonInSteps(bytes, limits, strip),
  }
}

/**
 * Reads JSON that nobody vouches for. Numbers that JavaScript would round, or turn into infinity or
 * zero, come as the text that stood there; all else is as `JSON.parse` has it, the last of two equal
 * names included.
 *
 * @param strip names of members that are dropped at any depth
 * @throws `ConduitError` `invalid`: not UTF-8, not JSON, beyond `limits`, or with a member that could
 *   change a prototype (`__proto__`, `constructor.prototype`)
 */
export function decodeJson(
  bytes: Uint8Array,
  limits: DecodeLimits,
  strip: readonly string[] = [],
): unknown {
  return atOnce(jsonInSteps(bytes, limits, strip))
}

/** The same in steps. The parser is one, for it cannot be interrupted. */
export function* jsonInSteps(
  bytes: Uint8Array,
  limits: DecodeLimits,
  strip: readonly string[] = [],
): Steps<unknown> {
  const { respelt, suspicious, wideNumbers } = scanJson(bytes, limits)
  yield
  const text = utf8Text(bytes)
  yield
  const value = wideNumbers ? parseWide(text) : parsePlain(text, respelt || suspicious)
  if (strip.length === 0) return value
  yield
  dropMembers(value, new Set(strip))
  return value
}

/** @param guarded a name may be poisonous; to find out takes as long as to parse */
function parsePlain(text: string, guarded: boolean): unknown {
  if (!guarded) return attempt(text, JSON.parse)
  const value: unknown = safeParse(text)
  if (value === undefined) refuseText(text)
  if (value === null && text.trim() !== 'null') refusePoison()
  return value
}

/** Ten times slower than `parsePlain`, hence only where the numbers ask for it. */
function parseWide(text: string): unknown {
  const value = attempt(text, parseNumbersAsText)
  if (typeof value !== 'object' || value === null) return value
  try {
    scan(value)
  } catch {
    refusePoison()
  }
  return value
}

function parseNumbersAsText(text: string): unknown {
  return parseLossless(text, undefined, {
    parseNumber: source => (isSafeNumber(source) ? Number(source) : source),
    onDuplicateKey: ({ newValue }) => newValue,
  })
}

function attempt(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch {
    refuseText(text)
  }
}

function refuseText(text: string): never {
  refuse('invalid', 'body_unreadable', { detail: `not JSON${faultOffset(text)}`, pointer: '' })
}

function refusePoison(): never {
  refuse('invalid', 'body_poisonous', {
    detail: 'a member name that could change a prototype',
    pointer: '',
  })
}

/** The engine's message quotes the text, so only the position is taken from it, where it has one. */
function faultOffset(text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    if (position !== undefined)
      return ` at byte ${Buffer.byteLength(text.slice(0, Number(position)))}`
  }
  return ''
}
