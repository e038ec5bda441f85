import { encodeId } from '@conduit/core/host'
import {
  type LookupNode,
  type ReceiptNode,
  type RedactionNode,
  receiptFile,
  type TaskNode,
} from '@conduit/db/redactions'
import { receiptPage } from '../../redactions/receipt-page.ts'
import { builder } from '../builder.ts'
import { upTo } from '../query-limits.ts'
import { DateTime, Json } from '../scalars.ts'
import { lengthOf } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'
import { DataSubjectRequest, RequestScope } from './request.ts'

export const RedactionState = builder.enumType('RedactionState', {
  values: {
    planning: { description: 'Integrations are asked.' },
    planned: { description: 'Nothing changes the plan any more: it can be approved by its hash.' },
    cooling_off: { description: 'It is approved, and can still be stopped.' },
    running: {},
    waiting: { description: 'What is left, a person has to do.' },
    completed: { description: 'Nothing is left that may not stay, and no look shows otherwise.' },
    partially_completed: {},
    failed: { description: 'It could not be planned or begun, or nothing was erased.' },
    stopped: {},
  } as const,
})

const RedactionAction = builder.enumType('RedactionAction', {
  values: {
    erase: {},
    anonymise: {},
    suppress: { description: 'The platform is to take the person in no more.' },
    by_hand: { description: 'A person has to.' },
    keep: { description: 'Nothing is done.' },
  } as const,
})

const RedactionOutcome = builder.enumType('RedactionOutcome', {
  description: 'How an object ended. Nothing found is never called erased.',
  values: {
    erased: { description: 'The platform took it.' },
    anonymised: { description: 'What is left tells nobody who it was.' },
    suppressed: { description: 'The person is taken in no more, and what was held is erased.' },
    not_found: { description: 'A look-up that would have found it did not.' },
    exempt: { description: 'It may stay: a law or a hold asks for it.' },
    shared_identifier: { description: "It is another person's too." },
    archived_reversible: { description: 'It is out of sight, and can be brought back.' },
    manual_required: { description: 'A person has to do it.' },
    unsupported: { description: 'It cannot be done at this platform.' },
    failed_retryable: { description: 'It was tried ten times.' },
    failed_permanent: {},
  } as const,
})

export const RedactionByHand = builder.enumType('RedactionByHand', {
  description: 'What somebody may say of what they did by hand.',
  values: [
    ...(['erased', 'anonymised', 'suppressed', 'not_found', 'exempt'] as const),
    ...(['archived_reversible', 'unsupported'] as const),
  ] as const,
})

const RedactionTaskState = builder.enumType('RedactionTaskState', {
  values: {
    planned: {},
    waiting: { description: 'For what `waitsFor` says, or for its next try.' },
    running: {},
    done: {},
  } as const,
})

const RedactionFound = builder.enumType('RedactionFound', {
  description: 'What a look at an object has shown.',
  values: {
    clean: { description: 'It is gone, or holds nothing of the person any more.' },
    remains: {},
    unverifiable: { description: 'Nobody can tell: see `why`.' },
  } as const,
})

const RedactionLookupOutcome = builder.enumType('RedactionLookupOutcome', {
  values: {
    waiting: {},
    found: {},
    not_found: { description: 'It was asked, and knows nobody by these names.' },
    not_asked: { description: 'Its reason says why.' },
    failed: { description: 'Five times, or for a reason that does not pass.' },
  } as const,
})

const RedactionLookup = builder.objectRef<LookupNode>('RedactionLookup').implement({
  description: 'What asking an integration for a plan came to.',
  fields: t => ({
    integration: t.field({ type: Integration, resolve: integrationOf }),
    outcome: t.expose('outcome', { type: RedactionLookupOutcome }),
    reason: t.exposeString('reason', {
      nullable: true,
      description:
        '`not_supported`, `disabled`, `no_access`, `auth_failed`, `nothing_to_ask_by`, …',
    }),
    isSeen: t.exposeBoolean('isSeen', { description: 'It had brought something of the person.' }),
    at: t.expose('endedAt', { type: DateTime, nullable: true }),
  }),
})

/** Each is signed and proven by itself. */
const costly = { field: 5 }

const RedactionReceipt = builder.objectRef<ReceiptNode>('RedactionReceipt').implement({
  description:
    'What an erasure came to when it ended, for whoever has to show it. It names nobody.',
  fields: t => ({
    issuedAt: t.expose('issuedAt', { type: DateTime }),
    file: t.field({
      type: Json,
      description:
        'The receipt with its signature, and its place in the audit log once that was signed again: see docs/audit.md.',
      complexity: costly,
      resolve: (node, _args, { services }) => receiptFile(services, node),
    }),
    page: t.string({
      description: 'The same as an HTML page, to be printed.',
      complexity: costly,
      resolve: async (node, _args, { services }) => receiptPage(await receiptFile(services, node)),
    }),
  }),
})

export const RedactionTask = builder.objectRef<TaskNode>('RedactionTask').implement({
  description: 'What is done to an object, and how that stands.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('redactionTask', controllerId, id) }),
    integration: t.field({
      type: Integration,
      nullable: true,
      description: 'Null: our own rows, and the key of the person.',
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    object: t.exposeString('object', { description: "The platform's kind of object." }),
    action: t.expose('action', { type: RedactionAction }),
    expected: t.expose('expected', {
      type: RedactionOutcome,
      description: 'What it comes to if all goes well.',
    }),
    actionAfter: t.expose('actionAfter', {
      type: RedactionAction,
      nullable: true,
      description: 'Of what is kept for now: what is done once it may be.',
    }),
    state: t.expose('state', { type: RedactionTaskState }),
    outcome: t.expose('outcome', {
      type: RedactionOutcome,
      nullable: true,
      description: 'Null: it has not ended.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why: `held`, `auth_failed`, `rate_limited`, `person_changed`, …',
    }),
    endedAt: t.expose('endedAt', { type: DateTime, nullable: true }),
    acceptedAt: t.expose('acceptedAt', {
      type: DateTime,
      nullable: true,
      description: 'When the platform agreed to something last.',
    }),
    retained: t.stringList({
      description: 'What the platform keeps of it, in words.',
      resolve: ({ retained }) => [...retained],
    }),
    justification: t.exposeString('justification', {
      nullable: true,
      description: 'Why that may stay, in words or as the basis of a hold.',
    }),
    until: t.expose('until', { type: DateTime, nullable: true }),
    instructions: t.exposeString('instructions', {
      nullable: true,
      description: 'What a person has to do.',
    }),
    waitsFor: t.exposeString('waitsFor', {
      nullable: true,
      description: '`a_person`, `check`, or a word of the platform.',
    }),
    tries: t.exposeInt('tries', { description: 'How often in a row it was begun without an end.' }),
    nextAt: t.expose('nextAt', { type: DateTime, nullable: true }),
    found: t.expose('found', {
      type: RedactionFound,
      nullable: true,
      description: 'Null: nobody has looked.',
    }),
    foundAt: t.expose('foundAt', { type: DateTime, nullable: true }),
    why: t.exposeString('why', { nullable: true, description: 'Why it is not clean.' }),
    doneAt: t.expose('doneAt', {
      type: DateTime,
      nullable: true,
      description: 'When somebody said that it was done by hand.',
    }),
    doneBy: t.id({
      nullable: true,
      description: 'An API key; null: nobody, or whoever runs the server.',
      resolve: ({ controllerId, doneByType, doneById }) =>
        keyOf(controllerId, doneByType, doneById),
    }),
    proof: t.exposeString('proof', {
      nullable: true,
      description: 'What shows it, in the words of who did it.',
    }),
    receipt: t.field({
      type: RedactionReceipt,
      nullable: true,
      description: 'Null: the redaction has not ended.',
      resolve: ({ controllerId, id }, _args, context) => context.taskReceipt({ controllerId, id }),
    }),
  }),
})

const OwnRows = builder
  .objectRef<{ readonly kind: string; readonly count: number }>('OwnRows')
  .implement({
    description:
      'Rows of our own that spoke of the person, or came from the account, when it was planned.',
    fields: t => ({
      kind: t.exposeString('kind', { description: '`activities`, `identifiers`, …' }),
      count: t.exposeInt('count'),
    }),
  })

export const Redaction = builder.objectRef<RedactionNode>('Redaction').implement({
  description:
    'The erasure of a person, or of all that came from an account: planned, approved by the hash of its plan, done.',
  fields: t => ({
    scope: t.expose('scope', { type: RequestScope }),
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('redaction', controllerId, id) }),
    request: t.field({
      type: DataSubjectRequest,
      nullable: true,
      resolve: ({ controllerId, requestId }, _args, context) =>
        context.request({ controllerId, id: requestId }),
    }),
    dataSubjectId: t.id({
      nullable: true,
      description:
        'The person; null: nobody is known by what the request names, or it is about a whole account.',
      resolve: ({ controllerId, subjectId }) =>
        subjectId === null ? null : encodeId('subject', controllerId, subjectId),
    }),
    state: t.expose('state', { type: RedactionState }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it failed: `person_changed`, `request_changed`, `too_many_objects`, …',
    }),
    planHash: t.exposeString('planHash', {
      nullable: true,
      description: 'SHA-256 of the plan, hexadecimal: see `Mutation.approveRedaction`.',
    }),
    createdAt: t.expose('createdAt', { type: DateTime }),
    plannedAt: t.expose('plannedAt', { type: DateTime, nullable: true }),
    approvedAt: t.expose('approvedAt', { type: DateTime, nullable: true }),
    approvedBy: t.id({
      nullable: true,
      resolve: ({ controllerId, approvedByType, approvedById }) =>
        keyOf(controllerId, approvedByType, approvedById),
    }),
    notBefore: t.expose('notBefore', {
      type: DateTime,
      nullable: true,
      description: 'The end of the time in which it can be stopped.',
    }),
    startedAt: t.expose('startedAt', { type: DateTime, nullable: true }),
    stoppedAt: t.expose('stoppedAt', { type: DateTime, nullable: true }),
    finishedAt: t.expose('finishedAt', { type: DateTime, nullable: true }),
    resumedAt: t.expose('resumedAt', {
      type: DateTime,
      nullable: true,
      description: 'When what had been kept came due, and it went on.',
    }),
    integration: t.field({
      type: Integration,
      nullable: true,
      description:
        'It is done of this one alone: its `customer-redact` was called, or it is about its account. Null: it is done everywhere.',
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    receipt: t.field({
      type: RedactionReceipt,
      nullable: true,
      description: 'Null: it has not ended.',
      resolve: ({ controllerId, id }, _args, context) =>
        context.redactionReceipt({ controllerId, id }),
    }),
    ownRows: t.field({
      type: [OwnRows],
      resolve: ({ own }) => Object.entries(own ?? {}).map(([kind, count]) => ({ kind, count })),
    }),
    lookups: t.field({
      type: [RedactionLookup],
      complexity: upTo(10),
      resolve: async ({ controllerId, id }, _args, context) => [
        ...(await context.redactionLookups({ controllerId, id })),
      ],
    }),
    tasks: t.field({
      type: [RedactionTask],
      description: 'In the order of each integration; our own rows last. A thousand at most.',
      complexity: upTo(20),
      resolve: async ({ controllerId, id }, _args, context) => [
        ...(await context.redactionTasks({ controllerId, id })),
      ],
    }),
  }),
})

export const RedactionConnection = builder.connectionObject({
  type: Redaction,
  name: 'RedactionConnection',
})

/** One is open at most, and those before it. */
const few = 5

// Here and not with the rest: a request knows nothing of its redactions.
builder.objectField(DataSubjectRequest, 'redactions', t =>
  t.field({
    type: [Redaction],
    description: 'Erasures that were planned for it, the newest first; twenty can be read.',
    args: { first: t.arg.int({ defaultValue: few, description: '1 to 100.' }) },
    resolve: async ({ controllerId, id }, { first }, context) => {
      const length = lengthOf(first)
      return (await context.redactionsOf({ controllerId, id })).slice(0, length)
    },
  }),
)

function keyOf(controllerId: string, type: string | null, id: string | null): string | null {
  return id !== null && type === 'api_key' ? encodeId('key', controllerId, id) : id
}
