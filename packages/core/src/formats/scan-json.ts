import type { DecodeLimits } from '../contract/body-format.ts'
import { refuse } from '../contract/errors.ts'

/** What a look at the bytes told about a JSON text before it is parsed. */
export interface JsonFacts {
  /** Values in all; an empty object or array counts twice. */
  readonly nodes: number
  /** A string spells what most names are made of as `\u0041`: a name may be another than it reads. */
  readonly respelt: boolean
  /** A string begins like the name of a member that could change a prototype. */
  readonly suspicious: boolean
  /** A number has more than 15 digits or an exponent: it may not fit a JavaScript number. */
  readonly wideNumbers: boolean
}

const quote = 0x22
const comma = 0x2c
const dot = 0x2e
const backslash = 0x5c
/** `{` and `[`, `}` and `]` differ only in this bit. */
const fold = 0x20
const open = 0x7b
const close = 0x7d

/**
 * Counts a JSON text without building anything, so that a hostile one costs no more than its length.
 * It does not check the grammar: the parser does that afterwards.
 *
 * @throws `ConduitError` `invalid` with the byte offset, if the text is nested deeper or holds more
 * than `limits` allow.
 */
export function scanJson(bytes: Uint8Array, limits: DecodeLimits): JsonFacts {
  const end = bytes.length
  let depth = 0
  let nodes = 1
  let respelt = false
  let suspicious = false
  let wideNumbers = false
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === quote) {
      let inside = bytes[++at]
      suspicious ||= beginsPoisonous(bytes, at)
      while (inside !== quote && at < end) {
        if (inside === backslash) {
          respelt ||= isNameEscape(bytes, at)
          at++
        }
        inside = bytes[++at]
      }
    } else if (byte === comma) {
      nodes++
    } else if (byte >= 0x30 && byte <= 0x39) {
      const last = endOfNumber(bytes, at)
      if (last < 0) wideNumbers = true
      at = last < 0 ? ~last : last
    } else if ((byte | fold) === open) {
      nodes++
      depth++
      if (depth > limits.depth)
        refuse('invalid', 'body_too_complex', {
          detail: `nested deeper than ${limits.depth} at byte ${at}`,
          pointer: '',
        })
    } else if ((byte | fold) === close) {
      depth--
    }
    if (nodes > limits.nodes)
      refuse('invalid', 'body_too_complex', {
        detail: `more than ${limits.nodes} values at byte ${at}`,
        pointer: '',
      })
  }
  return { nodes, respelt, suspicious, wideNumbers }
}

const digit0 = 0x30
const letterU = 0x75

/**
 * Does `\u00XX` stand here for an ASCII letter, a digit, `_`, `-` or `.`? What platforms escape in texts, as
 * `&`, `<` and line ends, is in hardly any name, and to look for names that are spelt otherwise takes as long
 * as to parse.
 */
function isNameEscape(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== letterU || bytes[at + 2] !== digit0 || bytes[at + 3] !== digit0)
    return false
  const code = 16 * hexDigit(bytes[at + 4]) + hexDigit(bytes[at + 5])
  return nameCodes.has(code)
}

const nameCodes: ReadonlySet<number> = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.'),
)

function hexDigit(byte = 0): number {
  if (byte >= digit0 && byte <= 0x39) return byte - digit0
  return (byte | fold) - 0x61 + 10
}

const proto = Buffer.from('__proto__')
const maker = Buffer.from('constructor')

/** Does one of the names that can change a prototype stand here? */
function beginsPoisonous(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]
  if (first === proto[0]) return standsAt(bytes, at, proto)
  return first === maker[0] && standsAt(bytes, at, maker)
}

function standsAt(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[at + index] !== name[index]) return false
  }
  return true
}

/** Offset of a number's last digit, its complement (below zero) if the number is wide. */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1
  let digits = 1
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x30 && byte <= 0x39) digits++
    else if (byte !== dot) break
  }
  const exponent = ((bytes[at] ?? 0) | fold) === 0x65
  return digits > 15 || exponent ? ~(at - 1) : at - 1
}
