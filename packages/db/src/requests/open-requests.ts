import type { SealedRequest } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import type { LawProfile } from '@conduit/privacy/clock'
import type { Actor } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { hexOf } from '../database/given-rows.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import { dataSubjectRequests, requestKeys, requestTokens } from '../schema/index.ts'
import { type ControllerClock, firstDeadline } from './controller-clock.ts'
import { noteRequestEvents } from './request-events.ts'
import { nextMark } from './time-marks.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** A request to be opened. */
export interface NewRequest
  extends Pick<Row, 'type' | 'channel' | 'scope' | 'receivedAt' | 'subjectId'> {
  readonly sealed: SealedRequest
  /** Keyed hashes of what it names its person by. */
  readonly tokens: readonly KeyedHash[]
  /** By which law it is due; default: that of the controller's which ends first. */
  readonly regulation?: LawProfile | null | undefined
  /** Who told of it; absent: no platform. */
  readonly origin?: Pick<Row, 'integrationId' | 'activityId' | 'person'>
}

const requestInsert = jsonInsert(
  dataSubjectRequests,
  [
    ...(['controllerId', 'id', 'type', 'regulation', 'channel', 'scope'] as const),
    ...(['integrationId', 'activityId', 'person', 'receivedAt', 'createdAt'] as const),
    ...(['subjectId', 'status', 'stage', 'dueAt', 'acknowledgeBy', 'rule', 'pauses'] as const),
    'nextMarkAt',
    'identities',
  ],
  { orderBy: ['controllerId', 'id'], tail: 'on conflict do nothing returning id::text as id' },
)
const keyInsert = jsonInsert(requestKeys, ['controllerId', 'requestId', 'wrapped'])
const tokenInsert = jsonInsert(requestTokens, ['controllerId', 'token', 'requestId'], {
  tail: 'on conflict do nothing',
})

/**
 * Opens requests of one controller. What was opened before, by the same id or by the same person of the
 * same activity, is left as it is.
 *
 * @param at when they are recorded
 * @returns the ids of those that are new
 */
export async function openRequests(
  executor: Executor,
  actor: Actor,
  at: Date,
  controllerId: string,
  clock: ControllerClock,
  requests: readonly NewRequest[],
): Promise<readonly string[]> {
  if (requests.length === 0) return []
  const rows = requests.map(request => requestRow(controllerId, at, clock, request))
  const opened = await statement<{ id: string }>(executor, requestInsert.sql(1), [
    requestInsert.encode(rows),
  ])
  const ids = new Set(opened.map(({ id }) => id))
  const fresh = requests.filter(({ sealed }) => ids.has(sealed.id))
  if (fresh.length === 0) return []
  const keys = fresh.map(({ sealed: { id: requestId, wrappedKey } }) => {
    return { controllerId, requestId, wrapped: hexOf(wrappedKey) }
  })
  await statement(executor, keyInsert.sql(1), [keyInsert.encode(keys)])
  const tokens = fresh.flatMap(({ sealed, tokens: own }) =>
    [...new Set(own)].map(token => ({ controllerId, token, requestId: sealed.id })),
  )
  await statement(executor, tokenInsert.sql(1), [tokenInsert.encode(tokens)])
  const due = new Map(rows.map(({ id, dueAt }) => [id, dueAt]))
  await noteRequestEvents(
    executor,
    fresh.map(({ sealed: { id }, origin }) => ({
      ...{ request: { controllerId, id }, at, kind: 'opened', actor },
      details: {
        dueAt: due.get(id) ?? '',
        ...(origin !== undefined && { integrationId: origin.integrationId }),
      },
    })),
  )
  return [...ids]
}

function requestRow(
  controllerId: string,
  at: Date,
  clock: ControllerClock,
  { sealed, type, channel, scope, receivedAt, subjectId, regulation, origin }: NewRequest,
) {
  const { dueAt, acknowledgeBy, rule } = firstDeadline(clock, type, receivedAt, regulation)
  return {
    ...{ controllerId, id: sealed.id, type, regulation: rule.law, channel, scope, subjectId },
    ...{ status: 'pending' as const, stage: 'received' as const, rule, pauses: [] },
    integrationId: origin?.integrationId ?? null,
    activityId: origin?.activityId ?? null,
    person: origin?.person ?? null,
    receivedAt: receivedAt.toISOString(),
    createdAt: at.toISOString(),
    dueAt: dueAt.toISOString(),
    acknowledgeBy: acknowledgeBy?.toISOString() ?? null,
    nextMarkAt: nextMark({ receivedAt, dueAt }, receivedAt)?.toISOString() ?? null,
    identities: sealed.identities === null ? null : hexOf(sealed.identities),
  }
}
