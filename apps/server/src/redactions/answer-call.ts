import { ConduitError, type Fault, type RedactionOutcome } from '@conduit/core'
import { decodeId, encodeId, type OpenIntegration, tokensOf } from '@conduit/core/host'
import {
  callRedaction,
  type LookupNode,
  lookupsOfRedactions,
  type RedactionCall,
  type RedactionNode,
  redactionsById,
  type TaskNode,
  tasksOfRedactions,
} from '@conduit/db/redactions'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { whyUnusable } from '../graphql/why-unusable.ts'
import type { Services } from '../services.ts'

const strict = { additionalProperties: false } as const
const text = Type.String({ minLength: 1, maxLength: 500 })

const callSchema = Type.Object(
  {
    subject: Type.Object(
      {
        email: Type.Optional(text),
        phone: Type.Optional(text),
        accountId: Type.Optional(text),
      },
      { ...strict, minProperties: 1, maxProperties: 1 },
    ),
    requestId: Type.String({ minLength: 1, maxLength: 200 }),
  },
  strict,
)

type CallBody = Static<typeof callSchema>

/** How far an erasure is, for whoever called. */
interface CallAnswer {
  readonly status: 'success'
  readonly data: {
    /** API id of the redaction. */
    readonly jobId: string
    readonly state: CallState
    readonly outcomes: readonly {
      /** The platform's kind of object; `person`: all there is; `own_records`: what Conduit recorded from there. */
      readonly object: string
      /** Null: it has not ended. */
      readonly outcome: RedactionOutcome | null
      /** When it ended, ISO 8601. */
      readonly at: string | null
      /** What the platform keeps, in words. */
      readonly retained: readonly string[]
      readonly until: string | null
    }[]
  }
}

type CallState = 'planned' | 'running' | 'waiting' | 'completed' | 'partially_completed' | 'failed'

/**
 * Takes a call that has a person erased at its integration.
 *
 * @param body as it came
 * @throws {ConduitError} `invalid`: the pointers of what does not fit; `conflict`: see `callRedaction`
 */
export async function answerCall(
  services: Services,
  caller: OpenIntegration,
  body: unknown,
): Promise<CallAnswer> {
  const { stored } = caller
  const call = callOf(services, caller, body)
  // Who holds the credential acts for the integration: several keys of it may be good while one is rotated.
  const actor = { type: 'redact_key', id: stored.id }
  const { administration, enqueueRedaction } = services
  const { id } = await callRedaction(administration, actor, call, enqueueRedaction)
  return await answerJob(services, caller, encodeId('redaction', stored.controller.id, id))
}

/**
 * How far an erasure is that this integration was called for.
 *
 * @param jobId from outside
 * @throws {ConduitError} `not_found`, alike for what is not there and what is another's
 */
export async function answerJob(
  { database }: Services,
  { stored }: OpenIntegration,
  jobId: string,
): Promise<CallAnswer> {
  const controllerIds = [stored.controller.id]
  const ref = decodeId('redaction', jobId)
  if (ref?.controllerId !== stored.controller.id) throw new ConduitError('not_found')
  const [redaction] = await redactionsById(database, controllerIds, [ref.id])
  if (redaction?.integrationId !== stored.id) throw new ConduitError('not_found')
  const lookups = await lookupsOfRedactions(database, controllerIds, [ref.id])
  const tasks = await tasksOfRedactions(database, controllerIds, [ref.id])
  const outcomes = [...lookups.flatMap(each => absenceOf(each, tasks)), ...tasks.map(outcomeOf)]
  const data = { jobId, state: stateOf(redaction, outcomes), outcomes }
  return { status: 'success', data }
}

type Outcome = CallAnswer['data']['outcomes'][number]

function outcomeOf({ object, outcome, endedAt, retained, until }: TaskNode): Outcome {
  const at = endedAt?.toISOString() ?? null
  return { object, outcome, at, retained, until: until?.toISOString() ?? null }
}

/** Who was looked for and is not there has no object. */
function absenceOf(
  { outcome, integrationId, endedAt }: LookupNode,
  tasks: readonly TaskNode[],
): readonly Outcome[] {
  const isListed = tasks.some(task => task.integrationId === integrationId)
  if (outcome !== 'not_found' || isListed) return []
  const at = endedAt?.toISOString() ?? null
  return [{ object: 'person', outcome, at, retained: [], until: null }]
}

function stateOf({ state }: RedactionNode, outcomes: readonly Outcome[]): CallState {
  if (state === 'planning' || state === 'cooling_off') return 'planned'
  if (state === 'stopped') return 'failed'
  // Nobody was looked for: that is no answer.
  return state === 'completed' && outcomes.length === 0 ? 'failed' : state
}

/** @throws {ConduitError} `invalid` */
function callOf(services: Services, caller: OpenIntegration, body: unknown): RedactionCall {
  if (!Value.Check(callSchema, body)) throw unfit(faultsOf(body))
  const { keyring } = services
  const { stored, accounts } = caller
  const { controller, adapter, id: integrationId } = stored
  const { member, category, value } = subjectOf(body)
  const inSpace = (namespace: string) =>
    tokensOf({ category, value }, { keyring, controller, adapter, namespace })
  const tokens = [...accounts, integrationId].flatMap(inSpace)
  const [named] = inSpace(integrationId)
  if (named === undefined) {
    const detail = whyUnusable({ category, value }, controller)
    throw unfit([{ pointer: `/subject/${member}`, detail }])
  }
  return {
    ...{ controllerId: controller.id, integrationId, requestId: body.requestId },
    identifier: { category, value, ...(category === 'account_id' && { integrationId }) },
    tokens: tokens.flatMap(({ hash, older }) => [hash, ...older]),
    name: named.older.at(-1) ?? named.hash,
    isShared: tokens.some(({ isShared }) => isShared),
  }
}

const categories = { email: 'email', phone: 'phone', accountId: 'account_id' } as const

function subjectOf({ subject }: CallBody) {
  for (const member of ['email', 'phone', 'accountId'] as const) {
    const value = subject[member]
    if (value !== undefined) return { member, category: categories[member], value }
  }
  throw unfit([{ pointer: '/subject', detail: onePerson }])
}

const onePerson = 'must have one of email, phone and accountId, and nothing else'

/** Where a body does not fit, each place once; what stood there is in none of them. */
function faultsOf(body: unknown): readonly Fault[] {
  const places = new Map<string, string>()
  for (const { path } of Value.Errors(callSchema, body)) {
    // A name that is not known may be a value.
    const pointer = path in details ? path : path.startsWith('/subject/') ? '/subject' : ''
    places.set(pointer, details[pointer] ?? '')
  }
  return [...places].map(([pointer, detail]) => ({ pointer, detail }))
}

const ofSubject = 'must be a text of 1 to 500 characters'

const details: Readonly<Record<string, string>> = {
  '': 'must be an object of subject and requestId, and nothing else',
  '/subject': onePerson,
  '/subject/email': ofSubject,
  '/subject/phone': ofSubject,
  '/subject/accountId': ofSubject,
  '/requestId': 'must be a text of 1 to 200 characters',
}

function unfit(faults: readonly Fault[]): ConduitError {
  return new ConduitError('invalid', { reason: 'not a call to erase a person', faults })
}
