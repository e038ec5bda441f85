import { ConduitError } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { subjectsByTokens, writeAudit } from '@conduit/db'
import {
  type BroughtFault,
  type BroughtRequest,
  broughtFaults,
  type ControllerClock,
  clockOf,
  createRequests,
  type OpenedRequest,
} from '@conduit/db/requests'
import { startOfDay } from '@conduit/privacy/clock'
import type { GraphContext } from './context.ts'
import { lookUpManyTokens, type SoughtIdentifier } from './look-up.ts'

/** A request whose person is named by identifiers. */
export interface GivenRequest extends Pick<BroughtRequest, 'type' | 'channel' | 'regulation'> {
  readonly identifiers: readonly SoughtIdentifier[]
  readonly receivedAt?: Date | null | undefined
  /** A day at the controller, ISO 8601; instead of a moment. */
  readonly receivedOn?: string | null | undefined
}

/** The same with the moment at which it came. */
type DatedRequest = Omit<GivenRequest, 'receivedAt' | 'receivedOn'> & { readonly receivedAt: Date }

/** What became of a request: it was opened, or why it was not. */
export type BroughtResult =
  | { readonly opened: OpenedRequest; readonly fault: null }
  | { readonly opened: null; readonly fault: string }

const mostAtOnce = 250

const members: Readonly<Record<BroughtFault['member'], string>> = {
  receivedAt: 'when it came',
  identifiers: 'its identifiers',
  regulation: 'its law',
}

/**
 * Opens requests that came another way than through a platform. What cannot be read is left out, and said
 * why; the rest is opened. Who asks is looked up, which stands in the audit log.
 *
 * @returns results in their order
 * @throws {ConduitError} `invalid`: too many at once; `not_found`
 */
export async function bringRequests(
  context: GraphContext,
  controllerId: string,
  given: readonly GivenRequest[],
  isDryRun: boolean,
): Promise<readonly BroughtResult[]> {
  if (given.length > mostAtOnce) {
    const faults = [{ pointer: '/input/requests', detail: `must hold at most ${mostAtOnce}` }]
    throw new ConduitError('invalid', { reason: 'too many at once', faults })
  }
  const { administration, clock: now } = context.services
  const clock = await clockOf(administration, controllerId)
  const at = now()
  // Before anything is hashed and looked up: what is too much is not worth it.
  const dated = given.map(each => datedRequest(each, clock, at))
  const named = await namedRequests(
    context,
    controllerId,
    dated.filter(each => typeof each !== 'string'),
  )
  let found = 0
  const judged = dated.map(each => (typeof each === 'string' ? each : (named[found++] ?? '')))
  const good = judged.filter(each => typeof each !== 'string')
  const opened = await createRequests(
    ...([administration, context.actor, controllerId, good, isDryRun] as const),
  )
  let next = 0
  return judged.map((each): BroughtResult => {
    if (typeof each === 'string') return { opened: null, fault: each }
    const own = opened[next++]
    if (own === undefined) throw new ConduitError('internal', { reason: 'a request is missing' })
    return { opened: own, fault: null }
  })
}

/** When it came, unless that or anything else is wrong with it. */
function datedRequest(
  { receivedAt, receivedOn, ...rest }: GivenRequest,
  clock: ControllerClock,
  now: Date,
): DatedRequest | string {
  if ((receivedAt == null) === (receivedOn == null)) return 'when it came is to be said once'
  const at = receivedOn == null ? receivedAt : startOfDay(receivedOn, clock.timezone)
  if (at == null) return 'when it came is no day'
  const request = { ...rest, receivedAt: at }
  const [fault] = broughtFaults(request, clock, now)
  return fault === undefined ? request : `${members[fault.member]} ${fault.detail}`
}

/** Requests with the hashes of what names their people, and whom that finds; or why nobody can be found. */
async function namedRequests(
  context: GraphContext,
  controllerId: string,
  given: readonly DatedRequest[],
): Promise<readonly (BroughtRequest | string)[]> {
  const sought = given.flatMap(({ identifiers }) => identifiers)
  const tokens = await lookUpManyTokens(context, controllerId, sought)
  let next = 0
  const own = given.map(({ identifiers }) => identifiers.flatMap(() => tokens[next++] ?? []))
  const { database, clock } = context.services
  const people = await subjectsByTokens(
    database,
    controllerId,
    // A mailbox of many says nothing of who writes from it.
    own.map(each => each.flatMap(one => (one.isShared ? [] : one.tokens))),
    // A stranger may have put somebody's address into an unsigned event: it must not say who asks.
    'verified',
  )
  await database.run(executor =>
    writeAudit(executor, {
      ...{ at: clock(), controllerId, actor: context.actor, action: 'subject.lookup' },
      ...{ objectType: 'data_subject', objectId: null },
      details: { count: sought.length, isFound: people.some(({ length }) => length > 0) },
    }),
  )
  return given.map(({ identifiers, ...request }, index) => {
    const ofRequest = own[index] ?? []
    const unusable = ofRequest.find(({ fault }) => fault !== null)
    if (unusable?.fault != null) return unusable.fault
    const [subjectId = null, ...others] = people[index] ?? []
    return {
      ...{
        ...request,
        tokens: ofRequest.flatMap(({ tokens: all }) => all),
        names: ofRequest.flatMap(({ name }) => name ?? []),
        identifiers: identifiers.flatMap(identifierOf),
      },
      subjectId: others.length > 0 ? null : subjectId,
    }
  })
}

function identifierOf({
  category,
  value,
  integrationId,
}: SoughtIdentifier): BroughtRequest['identifiers'] {
  if (category !== 'email' && category !== 'phone' && category !== 'account_id') return []
  const integration = integrationId == null ? null : decodeId('integration', integrationId)
  return [{ category, value, ...(integration !== null && { integrationId: integration.id }) }]
}
