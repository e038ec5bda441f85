import type { BodyFormat, DecodeLimits } from '../contract/body-format.ts'
import { isConduitError, refuse } from '../contract/errors.ts'
import { jsonInSteps } from './json.ts'
import { type FormField, nestFields } from './nest-fields.ts'
import { percentDecode } from './percent-decode.ts'
import { atOnce, type Steps, stepBytes } from './steps.ts'
import { utf8Text } from './utf8-text.ts'

/** How an endpoint's forms are read. */
export interface FormOptions {
  /** Names of outermost fields whose value is a JSON text: what it says takes the field's place. */
  readonly json?: readonly string[]
}

/**
 * `application/x-www-form-urlencoded` bodies, nested by their bracketed names as PHP writes them:
 * `data[merges][GROUPINGS][0][name]` is a member of an object in an array. Values are strings; a
 * field without a name is ignored.
 *
 * A field that is sent twice is refused: whoever checks a signature over single fields and whoever
 * reads the fields could otherwise see two different documents. `list[]` is how a list is sent.
 *
 * @throws from `decode`: `ConduitError` `invalid`: not UTF-8, malformed percent-encoding, a name
 *   that is both a value and a group, beyond the limits, a name that could change a prototype, a
 *   field of `json` that is not JSON
 * @example
 * formats: [form({ json: ['mandrill_events'] })]
 */
export function form({ json = [] }: FormOptions = {}): BodyFormat {
  return {
    name: 'form',
    types: ['application/x-www-form-urlencoded'],
    decode: (bytes, limits) => atOnce(formInSteps(bytes, limits, json)),
    decodeInSteps: (bytes, limits) => formInSteps(bytes, limits, json),
  }
}

function* formInSteps(
  bytes: Uint8Array,
  limits: DecodeLimits,
  json: readonly string[],
): Steps<unknown> {
  const plain = yield* withBlanks(bytes)
  const text = utf8Text(plain)
  yield
  const { document, nodes } = yield* nestFields(fieldsOf(text), limits)
  // The field itself is one level, and all the names have used up some of the values.
  const rest = { depth: limits.depth - 1, nodes: limits.nodes - nodes }
  for (const name of json) {
    if (Object.hasOwn(document, name)) document[name] = yield* readJson(document[name], name, rest)
  }
  return document
}

/** A plus is a blank wherever it stands. As text, millions of them take seconds to replace. */
function* withBlanks(bytes: Uint8Array): Steps<Uint8Array> {
  const first = bytes.indexOf(0x2b)
  if (first < 0) return bytes
  const plain = new Uint8Array(bytes)
  for (let start = first; start < plain.length; start += stepBytes) {
    const end = Math.min(start + stepBytes, plain.length)
    for (let at = start; at < end; at += 1) {
      if (plain[at] === 0x2b) plain[at] = 0x20
    }
    yield
  }
  return plain
}

/** Null wherever a step is over. */
function* fieldsOf(text: string): Generator<FormField | null> {
  let at = 0
  let stepEnds = stepBytes
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('&', start)
    const pair = text.slice(start, next < 0 ? text.length : next)
    const equals = pair.indexOf('=')
    const name = yield* percentDecode(equals < 0 ? pair : pair.slice(0, equals), at)
    const value = equals < 0 ? '' : yield* percentDecode(pair.slice(equals + 1), at)
    if (name !== '') yield { name, value, at }
    start += pair.length + 1
    at += Buffer.byteLength(pair) + 1
    if (start < stepEnds) continue
    yield null
    stepEnds = start + stepBytes
  }
}

function* readJson(value: unknown, name: string, limits: DecodeLimits): Steps<unknown> {
  const pointer = `/${name}`
  if (typeof value !== 'string')
    refuse('invalid', 'body_unreadable', { detail: 'a field that must be one JSON text', pointer })
  try {
    return yield* jsonInSteps(Buffer.from(value), limits)
  } catch (error) {
    if (isConduitError(error))
      refuse('invalid', 'body_unreadable', { detail: error.reason, pointer })
    throw error
  }
}
