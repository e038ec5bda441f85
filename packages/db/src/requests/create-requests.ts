import { createHash } from 'node:crypto'
import { ConduitError } from '@conduit/core'
import { type RequestIdentities, sealRequest } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import type { Deadline, LawProfile, RequestType } from '@conduit/privacy/clock'
import { and, eq, inArray } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { uuidOf } from '../database/short-hash.ts'
import { notFound } from '../errors/not-found.ts'
import { dataSubjectRequests } from '../schema/index.ts'
import { type ControllerClock, controllerClock, firstDeadline } from './controller-clock.ts'
import type { RequestNode } from './list-requests.ts'
import { type NewRequest, openRequests } from './open-requests.ts'

/** A request that came another way than through a platform. */
export interface BroughtRequest {
  readonly type: RequestType
  readonly channel: Exclude<RequestNode['channel'], 'platform' | 'customer_redact'>
  readonly receivedAt: Date
  readonly regulation?: LawProfile | null | undefined
  readonly identifiers: RequestIdentities['identifiers']
  /** Keyed hashes of them, under each key of the ring and in each name space. */
  readonly tokens: readonly KeyedHash[]
  /** One keyed hash of each that stays the same when keys are rotated or integrations are added. */
  readonly names: readonly KeyedHash[]
  /** The one person that has any of them; null: nobody, or several have. */
  readonly subjectId: string | null
}

/** What is wrong with a request, as far as it can be told without the database. */
export interface BroughtFault {
  readonly member: 'receivedAt' | 'identifiers' | 'regulation'
  readonly detail: string
}

/** What became of a request. */
export interface OpenedRequest extends Deadline {
  readonly id: string
  /** False: the same was opened before. */
  readonly isNew: boolean
}

const earliestYear = 1990
const mostIdentifiers = 20
const longestIdentifier = 500

/** What is wrong with a request. */
export function broughtFaults(
  {
    receivedAt,
    identifiers,
    regulation,
  }: Pick<BroughtRequest, 'receivedAt' | 'regulation'> & {
    readonly identifiers: readonly { readonly value: string }[]
  },
  { laws }: Pick<ControllerClock, 'laws'>,
  now: Date,
): readonly BroughtFault[] {
  const faults: BroughtFault[] = []
  if (receivedAt > now) faults.push({ member: 'receivedAt', detail: 'must not be in the future' })
  if (receivedAt.getUTCFullYear() < earliestYear)
    faults.push({ member: 'receivedAt', detail: `must not be before ${earliestYear}` })
  const isTooLong = identifiers.some(({ value }) => value.length > longestIdentifier)
  if (identifiers.length === 0 || identifiers.length > mostIdentifiers || isTooLong)
    faults.push({
      member: 'identifiers',
      detail: `must be 1 to ${mostIdentifiers}, each of at most ${longestIdentifier} characters`,
    })
  if (regulation != null && !laws.includes(regulation))
    faults.push({ member: 'regulation', detail: 'must be one of the laws of the controller' })
  return faults
}

/** By what a controller's deadlines are made. @throws {ConduitError} `not_found` */
export async function clockOf(
  { database }: Pick<AdministrationContext, 'database'>,
  controllerId: string,
): Promise<ControllerClock> {
  return await database.run(executor => controllerClock(executor, controllerId))
}

/**
 * Opens requests, all of them or none. The same brought twice, of the same day, is one.
 *
 * @param isDryRun tells what would become of them
 * @returns in their order; of what was opened before, the deadline that it has
 * @throws {ConduitError} `invalid`: see `broughtFaults`; `not_found`
 */
export async function createRequests(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
  brought: readonly BroughtRequest[],
  isDryRun = false,
): Promise<readonly OpenedRequest[]> {
  return await database.transaction(async executor => {
    const at = now()
    const clock = await controllerClock(executor, controllerId)
    const faults = brought.flatMap(each => broughtFaults(each, clock, at))
    if (faults.length > 0) throw notARequest(faults)
    const ids = brought.map(each => idOf(each, clock))
    const fresh = isDryRun
      ? []
      : await openAll(executor, { keyring, actor, at, controllerId, clock }, ids, brought)
    const isNew = new Set(fresh)
    const known = await deadlinesOf(executor, controllerId, ids)
    return brought.map(({ type, receivedAt, regulation }, index) => {
      const id = ids[index] ?? ''
      const deadline = known.get(id) ?? firstDeadline(clock, type, receivedAt, regulation)
      return { ...deadline, id, isNew: isNew.has(id) }
    })
  })
}

/** The deadlines of those of these requests that are on record: what was opened before may be due otherwise. */
async function deadlinesOf(
  executor: Executor,
  controllerId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Deadline>> {
  if (ids.length === 0) return new Map()
  const { id, dueAt, acknowledgeBy, rule } = dataSubjectRequests
  const rows = await executor
    .select({ id, dueAt, acknowledgeBy, rule })
    .from(dataSubjectRequests)
    .where(and(eq(dataSubjectRequests.controllerId, controllerId), inArray(id, [...ids])))
  return new Map(rows.map(({ id: of, ...deadline }) => [of, deadline]))
}

/** Who opens requests, when and where. */
interface Opening extends Pick<AdministrationContext, 'keyring'> {
  readonly actor: Actor
  readonly at: Date
  readonly controllerId: string
  readonly clock: ControllerClock
}

async function openAll(
  executor: Executor,
  { keyring, actor, at, controllerId, clock }: Opening,
  ids: readonly string[],
  brought: readonly BroughtRequest[],
): Promise<readonly string[]> {
  const controller = await selectController(executor, controllerId)
  if (controller === null) throw notFound('data controller')
  const requests = brought.map(({ identifiers, ...rest }, index): NewRequest => {
    const named = { identifiers, references: [] }
    return { ...rest, scope: 'person', sealed: sealRequest(keyring, controller, named, ids[index]) }
  })
  // The same twice in one file is one as well.
  const unique = [...new Map(requests.map(each => [each.sealed.id, each])).values()]
  const fresh = await openRequests(executor, actor, at, controllerId, clock, unique)
  if (fresh.length === 0) return fresh
  const [only] = fresh
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'data_subject_request.created' },
    objectType: 'data_subject_request',
    objectId: requests.length === 1 ? (only ?? null) : null,
    details: { count: fresh.length },
  })
  return fresh
}

/** A UUIDv7 of the day on which it came: what is brought again, or imported again, adds nothing. */
function idOf(
  {
    type,
    channel,
    receivedAt,
    names,
  }: Pick<BroughtRequest, 'type' | 'channel' | 'receivedAt' | 'names'>,
  clock: ControllerClock,
): string {
  const { rule } = firstDeadline(clock, type, receivedAt)
  const time = Date.parse(rule.received).toString(16).padStart(12, '0')
  const rest = createHash('sha256')
    .update(JSON.stringify([rule.received, type, channel, ...names.toSorted()]))
    .digest('hex')
  return uuidOf(`${time}7${rest.slice(0, 3)}8${rest.slice(3, 18)}`)
}

function notARequest(faults: readonly BroughtFault[]): ConduitError {
  return new ConduitError('invalid', {
    reason: 'not a request',
    faults: faults.map(({ member, detail }) => ({ pointer: `/${member}`, detail })),
  })
}
