import { ConduitError, refuse } from '../contract/errors.ts'
import type {
  Parsed,
  PlatformEvent,
  Rejection,
  RequestHead,
  SignedContent,
} from '../contract/event.ts'
import type { AccountOwner, Answered } from '../store/store.ts'
import { whenAnswered } from '../store/when-answered.ts'
import { claimOf } from './admit.ts'
import type { OpenIntegration, Receiver } from './create-receiver.ts'
import { sharesProof } from './settings.ts'

/** What of a delivery belongs to one integration. */
export interface Share {
  readonly integration: OpenIntegration
  /** Its events, with their places in the delivery. */
  readonly events: { readonly event: PlatformEvent; readonly position: number }[]
  /** Its items that could not be read. */
  readonly rejected: Rejection[]
}

/** A delivery, sorted by whose its items are. */
export interface Sorted {
  /** That of the caller first, if there is one; one that got nothing is there as well. */
  readonly shares: readonly Share[]
  /** Events and items of accounts that are nobody's here, or out of the proof's reach. */
  readonly ignored: number
  /** Those of accounts that are claimed here and proven by nobody: the platform has to keep them. */
  readonly unproven: number
}

/** Owners of the accounts that a delivery names. */
type Owners = ReadonlyMap<string, AccountOwner>

/** Where an item goes. */
type Destination = OpenIntegration | 'unproven' | null

/**
 * Step 5: whose is each item? One without an account belongs to the integration of the URL, and so
 * does one with an account that this integration lists, or any if it lists none: whose credential was
 * presented goes first. What is left goes to the integration that has proven the account; to list it
 * is not enough, anybody can.
 *
 * Another integration than the URL's is only reached by a signature that was verified with the
 * operator's secret, shared by both: a tenant's own secret proves nothing about its neighbour.
 *
 * @throws `invalid`: nobody is known to have called, and an unreadable item says nobody either
 */
export function whose(
  receiver: Receiver,
  caller: OpenIntegration | null,
  parsed: Parsed,
  isSigned: boolean,
): Answered<Sorted> {
  const owners = ownersOf(receiver, caller, parsed)
  if (!(owners instanceof Promise)) return sorted(receiver, caller, parsed, isSigned, owners)
  return owners.then(found => sorted(receiver, caller, parsed, isSigned, found))
}

/**
 * Step 5 for the head, before the body is read: does a signed call that was admitted as nobody's name
 * an account that is claimed and unproven? An outsider is not told.
 */
export function namesUnproven(
  receiver: Receiver,
  caller: OpenIntegration | null,
  head: RequestHead,
  proof: 'signed' | 'unsigned' | SignedContent,
): Answered<boolean> {
  if (caller !== null || proof !== 'signed') return false
  const { store, adapter } = receiver
  const claim = claimOf(receiver, head, 'event')
  if (claim?.kind !== 'account' || claim.account === null) return false
  const owner = store.accountOwner(adapter.name, claim.account)
  return whenAnswered(owner, found => found === 'unproven')
}

/** Until somebody proves the account, which may need a person. */
const unprovenRetrySeconds = 300

/** @throws `unavailable`: the platform has to keep what is of an account that nobody has proven */
export function refuseUnproven(): never {
  throw new ConduitError('unavailable', {
    reasonKey: 'account_unproven',
    retryAfterSeconds: unprovenRetrySeconds,
  })
}

/** Looks up the accounts that do not go to the caller. */
function ownersOf(
  { adapter, store }: Receiver,
  caller: OpenIntegration | null,
  { events, rejected = [] }: Parsed,
): Answered<Owners> {
  const owners = new Map<string, AccountOwner>()
  const asked: Promise<unknown>[] = []
  for (const { account } of [...events, ...rejected]) {
    if (account === undefined || owners.has(account) || isCallers(caller, account)) continue
    const owner = store.accountOwner(adapter.name, account)
    owners.set(account, owner instanceof Promise ? null : owner)
    if (owner instanceof Promise) asked.push(owner.then(found => owners.set(account, found)))
  }
  return asked.length === 0 ? owners : Promise.all(asked).then(() => owners)
}

function isCallers(caller: OpenIntegration | null, account: string): boolean {
  if (caller === null) return false
  const { accounts } = caller
  return accounts.length === 0 || accounts.includes(account)
}

function sorted(
  receiver: Receiver,
  caller: OpenIntegration | null,
  { events, rejected = [] }: Parsed,
  isSigned: boolean,
  owners: Owners,
): Sorted {
  const shares = new Map<string, Share>()
  const shareOf = (integration: OpenIntegration): Share => {
    const { id } = integration.stored
    const share = shares.get(id) ?? { integration, events: [], rejected: [] }
    shares.set(id, share)
    return share
  }
  if (caller !== null) shareOf(caller)
  let ignored = 0
  let unproven = 0
  for (const [position, event] of events.entries()) {
    const to = destinationOf(receiver, caller, event.account, isSigned, owners)
    if (to === 'unproven') unproven += 1
    else if (to === null) ignored += event.account === undefined ? 0 : 1
    else shareOf(to).events.push({ event, position })
  }
  const unclaimed: Rejection[] = []
  for (const item of rejected) {
    const to = destinationOf(receiver, caller, item.account, isSigned, owners)
    if (to === 'unproven') unproven += 1
    else if (to !== null) shareOf(to).rejected.push(item)
    else if (item.account === undefined) unclaimed.push(item)
    else ignored += 1
  }
  const all = [...shares.values()]
  const [first] = all
  const [lost] = unclaimed
  if (lost !== undefined && first === undefined && unproven === 0) {
    refuse('invalid', 'body_unreadable', { detail: lost.reason, pointer: lost.path })
  }
  for (const item of unclaimed) first?.rejected.push(item)
  return { shares: all, ignored, unproven }
}

function destinationOf(
  receiver: Receiver,
  caller: OpenIntegration | null,
  account: string | undefined,
  isSigned: boolean,
  owners: Owners,
): Destination {
  if (account === undefined || isCallers(caller, account)) return caller
  const owner = owners.get(account) ?? null
  if (owner === null || !isSigned) return null
  // At a URL of its own the caller is answered for itself: what others claim is not to be seen there.
  if (owner === 'unproven') return caller === null ? 'unproven' : null
  const isReached = sharesProof(receiver.adapter, caller?.stored ?? null, owner)
  return isReached ? receiver.open(owner) : null
}
