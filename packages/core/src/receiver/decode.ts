import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import type { BodyFormat, DecodeLimits } from '../contract/body-format.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { ConduitError, refuse } from '../contract/errors.ts'
import { pickFormat } from '../formats/pick-format.ts'
import { inTurns, type Steps } from '../formats/steps.ts'
import type { Genuine } from './genuine.ts'
import { ownTurn } from './own-turn.ts'

/**
 * How deep a document may be, and how much it may hold: far beyond any platform's documents, far below
 * what hurts a recursive walk.
 */
export const decodeLimits: DecodeLimits = { depth: 64, nodes: 200_000 }
/** Of a larger body that an endpoint takes; an order of a shop has 18 bytes for each of its values. */
const leastBytesPerNode = 12

const maxFaults = 5
const formatsRemembered = 32
const longestRemembered = 100

/** What is decoded. */
type Body = Pick<Genuine, 'bytes' | 'headers'>

/**
 * Step 3: the document that a delivery's bytes hold, read by its content type and encoding and checked
 * against the endpoint's envelope.
 */
export interface Decoder {
  (delivery: Body): unknown
  /** The same of a large delivery, with turns of the event loop in between. */
  inTurns(delivery: Body): Promise<unknown>
}

/**
 * Makes the decoder of an endpoint. Nothing is coerced or removed but what its formats strip: what was
 * signed stays as it is.
 *
 * @returns a function that throws `unsupported_media_type`, or `invalid` with the pointer of each
 *   fault, never with its value
 */
export function createDecoder(endpoint: Endpoint | null): Decoder {
  if (endpoint === null) {
    const never = () => refuse('invalid', 'never_calls')
    return Object.assign(never, { inTurns: async () => never() })
  }
  let check: TypeCheck<TSchema> | undefined
  const formatOf = rememberedFormats(endpoint.formats)
  const formatFor = ({ bytes, headers }: Body): BodyFormat => {
    const encoding = headers['content-encoding']?.toLowerCase() ?? ''
    const isPlain = encoding === '' || encoding === 'identity'
    const format = isPlain ? formatOf(headers['content-type'], bytes) : null
    if (format === null) throw new ConduitError('unsupported_media_type')
    return format
  }
  const checked = (payload: unknown): unknown => {
    check ??= TypeCompiler.Compile(endpoint.payload)
    if (!check.Check(payload)) refuseEnvelope(check, payload)
    return payload
  }
  const decode = (delivery: Body) => {
    return checked(decodeAtOnce(formatFor(delivery), delivery.bytes))
  }
  return Object.assign(decode, {
    async inTurns(delivery: Body) {
      const steps = decodeInSteps(formatFor(delivery), delivery.bytes)
      return checked(await inTurns(steps, ownTurn))
    },
  })
}

function decodeAtOnce(format: BodyFormat, bytes: Uint8Array): unknown {
  try {
    return format.decode(bytes, limitsOf(bytes))
  } catch (error) {
    refuseStrange(error)
  }
}

function* decodeInSteps(format: BodyFormat, bytes: Uint8Array): Steps<unknown> {
  try {
    if (format.decodeInSteps === undefined) return format.decode(bytes, limitsOf(bytes))
    return yield* format.decodeInSteps(bytes, limitsOf(bytes))
  } catch (error) {
    refuseStrange(error)
  }
}

function limitsOf({ length }: Uint8Array): DecodeLimits {
  return {
    ...decodeLimits,
    nodes: Math.max(decodeLimits.nodes, Math.floor(length / leastBytesPerNode)),
  }
}

/** What a body is too large, too deep or too strange for is wrong with the body, and not with us. */
function refuseStrange(error: unknown): never {
  const isOfBody = error instanceof RangeError || error instanceof URIError || isTooLong(error)
  if (!isOfBody) throw error
  refuse('invalid', 'body_too_complex', {
    detail: `a body that ends in ${error.name}`,
    pointer: '',
  })
}

/** More characters than a text may have; of an application that allows bodies of half a gigabyte. */
function isTooLong(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STRING_TOO_LONG'
}

/** A platform sends one content type, or a few: what was picked for it is remembered. */
function rememberedFormats(formats: readonly BodyFormat[]) {
  const known = new Map<string, BodyFormat | null>()
  return (contentType: string | undefined, bytes: Uint8Array): BodyFormat | null => {
    const type = contentType?.trim() ?? ''
    if (type === '' || type.length > longestRemembered) {
      return pickFormat(formats, contentType, bytes)
    }
    const remembered = known.get(type)
    if (remembered !== undefined) return remembered
    const picked = pickFormat(formats, type, bytes)
    if (known.size < formatsRemembered) known.set(type, picked)
    return picked
  }
}

function refuseEnvelope(check: TypeCheck<TSchema>, payload: unknown): never {
  const faults = []
  for (const error of check.Errors(payload)) {
    faults.push({ pointer: error.path, detail: error.message })
    if (faults.length === maxFaults) break
  }
  throw new ConduitError('invalid', { reasonKey: 'envelope_mismatch', faults })
}
