import { type ConduitError, isConduitError, problemOf } from '@conduit/core'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { limitExceeded } from './query-limits.ts'
import { valueFault } from './value-fault.ts'

/** The message of a subscription that is asked for as one answer, and the other way round. */
export const wrongForm = 'Subscriptions, and they alone, are answered as text/event-stream'

/** Messages about the query itself that name only parts of the schema; all others may quote values. */
const harmless = [
  /^Cannot query field "\w+" on type "\w+"/,
  /^Unknown (?:argument|type|directive|fragment) "@?\w+"(?: on field "[\w.]+")?/,
  /^Field "\w+" argument "\w+" of type "[\w![\]]+" is required, but it was not provided/,
  /^Field "\w+" of type "[\w![\]]+" must have a selection of subfields/,
  /^Field "\w+" must not have a selection since type "[\w![\]]+" has no subfields/,
  /^Variable "\$\w+" of required type "[\w![\]]+" was not provided/,
  /^Variable "\$\w+" is not defined/,
  /^Variable "\$\w+" got invalid value/,
  /^Variable "\$\w+"/,
  new RegExp(`^${limitExceeded}`),
  new RegExp(`^${wrongForm}`),
  /^Syntax Error: Document contains more tha[nt] \d+ tokens/,
]

/**
 * An error as the caller sees it: of our table its public words and its faults by pointer; of the
 * query its place and what is known to hold no value; of everything else nothing but that it was.
 */
export function formatError(error: unknown): GraphQLFormattedError {
  const original = originalOf(error)
  const where = error instanceof GraphQLError ? placeOf(error) : {}
  if (isConduitError(original)) return { ...ofTable(original), ...where }
  if (original == null && error instanceof GraphQLError) {
    return { message: messageOf(error), ...where, extensions: { code: 'invalid' } }
  }
  return { message: problemOf(error).title, ...where, extensions: { code: 'internal' } }
}

/** Is this one of ours or of the query, or did our code fail? */
export function isUnexpected(error: unknown): boolean {
  const original = originalOf(error)
  if (isConduitError(original)) return original.code === 'internal'
  return original != null || !(error instanceof GraphQLError)
}

/** What a resolver threw; nothing where the query itself is at fault, a value of it included. */
function originalOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error
  return error.originalError === undefined ? undefined : originalOf(error.originalError)
}

function ofTable(error: ConduitError): GraphQLFormattedError {
  const { title, code, errors } = problemOf(error)
  const { retryAfterSeconds, reason } = error
  const isTold = (code === 'conflict' || code === 'not_found') && reason !== code
  return {
    message: title,
    extensions: {
      code,
      ...(errors !== undefined && { errors }),
      ...(isTold && { reason }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  }
}

function placeOf({ locations, path }: GraphQLError): Partial<GraphQLFormattedError> {
  return { ...(locations !== undefined && { locations }), ...(path !== undefined && { path }) }
}

function messageOf(error: GraphQLError): string {
  const fault = valueFault(error)
  if (fault !== null) return `${fault}.`
  const found = harmless
    .map(shape => shape.exec(error.message)?.[0])
    .find(text => text !== undefined)
  return found === undefined ? 'The query does not fit the schema.' : `${found}.`
}
