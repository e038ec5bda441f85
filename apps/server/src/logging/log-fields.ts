import { describeError } from './describe-error.ts'

const word = /^[\w.-]{1,80}$/
const id = /^[a-z]{3}_[\w-]{10,60}$/
/** Words without what addresses, numbers of people and queries are made of. */
const words = /^[A-Za-z0-9 .,:;'()/_–-]{1,200}$/

/**
 * The allow-list of a log line: each field and what it may look like. Whatever else is handed to the
 * logger, by our code or by a library, is dropped.
 */
const fields: Readonly<Record<string, (value: unknown) => unknown>> = {
  pid: number,
  reqId: matching(word),
  method: matching(/^[A-Z]{3,10}$/),
  /** Pattern of the route, never the URL. */
  route: matching(/^[\w/*:.-]{1,120}$/),
  status: number,
  milliseconds: number,
  package: matching(/^[@\w./-]{1,214}$/),
  adapter: matching(/^[a-z][a-z0-9-]{0,63}$/),
  endpoint: matching(word),
  code: matching(word),
  reason: matching(words),
  controllerId: matching(id),
  integrationId: matching(id),
  deliveryId: matching(id),
  step: matching(word),
  subscriber: matching(word),
  outcome: matching(word),
  events: number,
  identifiers: number,
  host: matching(/^[A-Za-z0-9.:-]{1,100}$/),
  port: number,
  err: describeError,
}

/** What our own lines say. A library's message is not among them, and is withheld. */
const messages = [
  'accounts asked for',
  'adapter not loaded',
  'audit log is not what was anchored',
  'audit log not sealed',
  'call failed',
  'consents told',
  'data directory lost',
  'identifiers left out',
  'integration read',
  'housekeeping done',
  'job queue error',
  'jobs not started, trying again',
  'jobs started',
  'master keys rotated',
  'objects erased',
  'operation failed',
  'rate limit store unreachable',
  'metrics',
  'not ready',
  'not reloaded',
  'not wholly started',
  'nothing swept: the clock has jumped',
  'notifications not numbered',
  'notifications not told',
  'quarantine full',
  'ready',
  'reloaded',
  'request',
  'setup done',
  'stopping',
  'stray error of an adapter',
  'subscriber failed',
  'the adapter failed',
  'webhook',
] as const

/** A message that may be logged. */
export type LogMessage = (typeof messages)[number]

const allowedMessages: ReadonlySet<unknown> = new Set(messages)

/** Keeps of a log line's fields those on the list that look as they should. */
export function allowedFields(given: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(given)) {
    const value = Object.hasOwn(fields, name) ? fields[name]?.(Reflect.get(given, name)) : undefined
    if (value !== undefined) kept[name] = value
  }
  return kept
}

/** The message, if it is one of ours. */
export function allowedMessage(message: unknown): string {
  return allowedMessages.has(message) ? String(message) : 'message withheld'
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.round(value * 100) / 100
    : undefined
}

function matching(shape: RegExp): (value: unknown) => string | undefined {
  return value => (typeof value === 'string' && shape.test(value) ? value : undefined)
}
