import type { RequestAct, RequestState } from '@conduit/db/requests'
import type { LawProfile, RequestType } from '@conduit/privacy/clock'
import type { ShownRequest } from '../api/requests.ts'

/**
 * The commands that a request can be taken on with as it stands: what leads on first, what ends it
 * last. Where several laws apply, the one that made the deadline speaks for them.
 *
 * @example
 * await nextCommands(request, new Date()) // ['conduit requests stage req_… acknowledged', …]
 */
export async function nextCommands(request: ShownRequest, now: Date): Promise<readonly string[]> {
  const may = await possibleActs(request, now)
  return [
    ...whoItIs(request, may),
    ...answerOf(request),
    ...stagesOf(request, may),
    ...(may('extend') ? [`requests extend ${request.id} --reason <reason> --notified <time>`] : []),
    ...endsOf(request, may),
  ].map(command => `conduit ${command}`)
}

type May = (act: RequestAct) => boolean

/** By the server's own table of states. What works without it is not to wait until it is loaded. */
async function possibleActs(request: ShownRequest, now: Date): Promise<May> {
  const { requestState } = await import('@conduit/db/requests')
  const { termOf } = await import('@conduit/privacy/clock')
  const { status, stage, type, clock, acknowledgedAt, dueAt } = request
  // A server that is newer than this may have others: then nothing is possible that is known here.
  const state = { status, stage } as RequestState
  const { extended, stopsForIdentity } = termOf(clock.law as LawProfile, type as RequestType)
  const facts = {
    isAcknowledged: acknowledgedAt !== null,
    isExtended: clock.extendedAt !== null,
    isExtendable: extended !== null,
    isOverdue: stage !== 'on_hold' && new Date(dueAt) < now,
    isStoppable: stopsForIdentity,
  }
  return act => 'next' in requestState(state, act, facts)
}

function whoItIs(request: ShownRequest, may: May): readonly string[] {
  const { id, personConfirmedAt, verification, dataSubject, possiblePeople, hasIdentities } =
    request
  const [one, ...others] = possiblePeople
  const person = dataSubject?.id ?? (others.length === 0 ? one?.id : undefined) ?? '<subject>'
  const isOpen = personConfirmedAt === null || verification === null
  return [
    ...(may('acknowledge') ? [`requests stage ${id} acknowledged`] : []),
    ...(hasIdentities && isOpen ? [`requests identities ${id}`] : []),
    ...(personConfirmedAt === null && may('confirm_person')
      ? [`requests confirm ${id} ${person}`]
      : []),
    ...(verification === null && may('verify')
      ? [`requests check ${id} --method <method> --level <level>`]
      : []),
    ...(verification === null && may('request_identity')
      ? [`requests stage ${id} identity_requested`]
      : []),
    ...(may('pause') ? [`requests pause ${id}`] : []),
    ...(may('resume') ? [`requests resume ${id}`] : []),
  ]
}

/** What answers a request for a copy, or for erasure. */
function answerOf(request: ShownRequest): readonly string[] {
  const [copy] = request.dataExports
  const [redaction] = request.redactions
  return [
    ...(canBeCopied(request) ? [`requests export ${request.id}`] : []),
    ...(copy?.status === 'ready' ? [`requests export-link ${request.id}`] : []),
    ...(canBePlanned(request) ? [`redact plan ${request.id}`] : []),
    ...(redaction === undefined ? [] : [`redact status ${redaction.id}`]),
  ]
}

const typesOfCopies = ['access', 'portability']
const livingCopies = ['collecting', 'ready']

function canBeCopied(request: ShownRequest): boolean {
  const { type, stage, verification, personConfirmedAt, dataExports } = request
  return (
    typesOfCopies.includes(type) &&
    stage !== 'closed' &&
    verification !== null &&
    personConfirmedAt !== null &&
    !dataExports.some(({ status }) => livingCopies.includes(status))
  )
}

const openRedactions = ['planning', 'planned', 'cooling_off', 'running', 'waiting']
const stagesOfPlans = ['received', 'acknowledged', 'verified', 'scoping']

function canBePlanned(request: ShownRequest): boolean {
  const { type, scope, stage, verification, personConfirmedAt, dataSubject } = request
  const isNobody = dataSubject === null && request.possiblePeople.length === 0
  return (
    type === 'erasure' &&
    scope === 'person' &&
    stagesOfPlans.includes(stage) &&
    verification !== null &&
    (personConfirmedAt !== null || isNobody) &&
    !request.redactions.some(({ state }) => openRedactions.includes(state))
  )
}

const work = [
  ['scope', 'scoping'],
  ['approve', 'approved'],
  ['cool_off', 'cooling_off'],
  ['execute', 'executing'],
  ['check', 'verifying'],
] as const

/** What is done for an erasure leads it on by itself. */
function stagesOf({ id, type }: ShownRequest, may: May): readonly string[] {
  const stages = type === 'erasure' ? [] : work
  return [...stages, ['respond', 'responding'] as const].flatMap(([act, stage]) =>
    may(act) ? [`requests stage ${id} ${stage}`] : [],
  )
}

const ends = [
  ['complete', '--outcome completed'],
  ['complete_partially', '--outcome partially_completed'],
  ['expire', '--outcome expired'],
  ['mark_duplicate', '--outcome duplicate --duplicate-of <id>'],
] as const

function endsOf({ id }: ShownRequest, may: May): readonly string[] {
  return [
    ...ends.flatMap(([act, end]) => (may(act) ? [`requests close ${id} ${end}`] : [])),
    ...(may('refuse') ? [`requests refuse ${id} --reason <reason>`] : []),
    ...(may('withdraw') ? [`requests withdraw ${id}`] : []),
  ]
}
