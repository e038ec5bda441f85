import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import { and, eq, inArray, or } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { isUnanswered } from '../requests/act-on-request.ts'
import { personOfRequest, type RequestPerson } from '../requests/person-of-request.ts'
import { peopleNamedBy } from '../requests/possible-people.ts'
import {
  type dataSubjectRequests,
  dataSubjects,
  integrationAccounts,
  redactions,
} from '../schema/index.ts'
import { openStates, type RedactionRow } from './redaction-node.ts'

type Request = (typeof dataSubjectRequests)['$inferSelect']

/** Why nothing can be planned for a request as it stands. */
export type RedactionObstacle =
  | 'request_closed'
  | 'wrong_type'
  /** It concerns a whole account, and the integration does not say of which, or serves several. */
  | 'account_unknown'
  | 'several_accounts'
  | 'identity_not_verified'
  /** It names several people, and nobody has said which of them it is. */
  | 'ambiguous'
  | 'person_not_confirmed'
  | 'person_erased'
  | 'restricted'
  /** One of this request, or of this person, is open. */
  | 'redaction_exists'
  | 'out_of_order'

const words: Readonly<Record<RedactionObstacle, string>> = {
  request_closed: 'the request is closed',
  wrong_type: 'the person does not ask for erasure',
  account_unknown: 'no integration is known whose account it concerns',
  several_accounts:
    'its integration serves further accounts, and nobody can tell what came from which: erase by person',
  identity_not_verified: 'nobody has checked that it is them',
  ambiguous: 'it names several people: confirm who it is',
  person_not_confirmed: 'nobody has said who it is that asks',
  person_erased: 'the person was erased',
  restricted: 'the data of the person may only be kept: lift the restriction first',
  redaction_exists: 'one is open already: stop it, or wait for its end',
  out_of_order: 'the request is further',
}

const early: readonly Request['stage'][] = ['received', 'acknowledged', 'verified', 'scoping']

/**
 * The person whom a request for erasure is about; null: nobody is known by what it names.
 * @throws {ConduitError} `conflict`: a `RedactionObstacle`, with its code in front
 */
export async function erasablePerson(
  executor: Executor,
  request: Request,
): Promise<RequestPerson | null> {
  const { controllerId, id, stage } = request
  assertErasable(request)
  const named = (await peopleNamedBy(executor, [{ controllerId, id }])).get(id) ?? []
  if (request.personConfirmedAt === null) {
    if (named.length > 1) {
      const people = named.map(each => encodeId('subject', controllerId, each)).toSorted()
      throw refusedBy('ambiguous', people)
    }
    if (named.length === 1 || request.subjectId !== null) throw refusedBy('person_not_confirmed')
  }
  // What a call had erased at one integration may be erased everywhere afterwards.
  const isWidened = request.channel === 'customer_redact' && stage === 'responding'
  if (!isWidened && !early.includes(stage)) throw refusedBy('out_of_order')
  const person = await personOfRequest(executor, request)
  if (person?.isErased === true) throw refusedBy('person_erased')
  if (person !== null && (await isRestricted(executor, controllerId, person.members)))
    throw refusedBy('restricted')
  if (await isOpen(executor, request, person)) throw refusedBy('redaction_exists')
  return person
}

/**
 * The integration whose account a request for erasure is about.
 * @throws {ConduitError} `conflict`: a `RedactionObstacle`, with its code in front
 */
export async function erasableAccount(executor: Executor, request: Request): Promise<string> {
  const { controllerId, integrationId, stage } = request
  assertErasable(request)
  if (integrationId === null) throw refusedBy('account_unknown')
  // What a hold kept may be erased when that is over.
  if (stage !== 'responding' && !early.includes(stage)) throw refusedBy('out_of_order')
  const accounts = await executor
    .select({ account: integrationAccounts.account })
    .from(integrationAccounts)
    .where(
      and(
        eq(integrationAccounts.controllerId, controllerId),
        eq(integrationAccounts.integrationId, integrationId),
      ),
    )
    .limit(2)
  if (accounts.length > 1) throw refusedBy('several_accounts')
  if (await isOpen(executor, request, null)) throw refusedBy('redaction_exists')
  return integrationId
}

/** @throws {ConduitError} `conflict` */
function assertErasable({ closedAt, type, verifiedAt }: Request): void {
  if (closedAt !== null) throw refusedBy('request_closed')
  if (type !== 'erasure') throw refusedBy('wrong_type')
  if (verifiedAt === null) throw refusedBy('identity_not_verified')
}

/** May the data of somebody only be kept? */
export async function isRestricted(
  executor: Executor,
  controllerId: string,
  members: readonly string[],
): Promise<boolean> {
  if (members.length === 0) return false
  const { controllerId: of, id, state } = dataSubjects
  const found = await executor
    .select({ id })
    .from(dataSubjects)
    .where(and(eq(of, controllerId), inArray(id, [...members]), eq(state, 'restricted')))
    .limit(1)
  return found.length > 0
}

/**
 * Why what was planned must not be done: its request or its person is not what it was. Null: nothing
 * is.
 */
export async function whyChanged(
  executor: Executor,
  { controllerId, members, scope }: Pick<RedactionRow, 'controllerId' | 'members' | 'scope'>,
  request: Request,
): Promise<'request_changed' | 'person_changed' | 'restricted' | null> {
  if (request.verifiedAt === null || request.closedAt !== null || isUnanswered(request))
    return 'request_changed'
  return await whyPersonChanged(executor, { controllerId, members, scope }, request)
}

/** The same of the person alone: what had to wait is done although its request was closed since. */
export async function whyPersonChanged(
  executor: Executor,
  { controllerId, members, scope }: Pick<RedactionRow, 'controllerId' | 'members' | 'scope'>,
  request: Request,
): Promise<'person_changed' | 'restricted' | null> {
  if (scope === 'account') return null
  const person = await personOfRequest(executor, request)
  if (members.length === 0) {
    const { id } = request
    const named = (await peopleNamedBy(executor, [{ controllerId, id }])).get(id) ?? []
    return person === null && named.length === 0 ? null : 'person_changed'
  }
  if (person === null || person.isErased || person.members.join() !== members.join())
    return 'person_changed'
  return (await isRestricted(executor, controllerId, members)) ? 'restricted' : null
}

async function isOpen(
  executor: Executor,
  { controllerId, id }: Request,
  person: RequestPerson | null,
): Promise<boolean> {
  const table = redactions
  const isOfPerson = person === null ? undefined : inArray(table.subjectId, [...person.members])
  const found = await executor
    .select({ id: table.id })
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        inArray(table.state, [...openStates]),
        or(eq(table.requestId, id), isOfPerson),
      ),
    )
    .limit(1)
  return found.length > 0
}

function refusedBy(obstacle: RedactionObstacle, people: readonly string[] = []): ConduitError {
  return conflict(obstacle, [words[obstacle], ...people].join(' '))
}

/** What cannot be done is told by its code, and in words. */
export function conflict(code: string, reason: string): ConduitError {
  return new ConduitError('conflict', { reason: `${code}: ${reason}` })
}
