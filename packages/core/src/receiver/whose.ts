import { refuse } from '../contract/errors.ts'
import type { Parsed, PlatformEvent, Rejection } from '../contract/event.ts'
import type { Answered, StoredIntegration } from '../store/store.ts'
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
}

/** Integrations by the accounts that a delivery names. */
type Owners = ReadonlyMap<string, StoredIntegration | null>

/**
 * Step 5: whose is each item? One without an account belongs to the integration of the URL; one with
 * an account to the integration that lists it, else to the URL's if that lists none.
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

/** Looks up the accounts that are not the caller's own. */
function ownersOf(
  { adapter, store }: Receiver,
  caller: OpenIntegration | null,
  { events, rejected = [] }: Parsed,
): Answered<Owners> {
  const owners = new Map<string, StoredIntegration | null>()
  const asked: Promise<unknown>[] = []
  for (const { account } of [...events, ...rejected]) {
    if (account === undefined || owners.has(account)) continue
    if (caller?.accounts.includes(account) === true) continue
    const owner = store.integrationByAccount(adapter.name, account)
    owners.set(account, owner instanceof Promise ? null : owner)
    if (owner instanceof Promise) asked.push(owner.then(found => owners.set(account, found)))
  }
  return asked.length === 0 ? owners : Promise.all(asked).then(() => owners)
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
  for (const [position, event] of events.entries()) {
    const integration = ownerOf(receiver, caller, event.account, isSigned, owners)
    if (integration === null) ignored += event.account === undefined ? 0 : 1
    else shareOf(integration).events.push({ event, position })
  }
  const unclaimed: Rejection[] = []
  for (const item of rejected) {
    const integration = ownerOf(receiver, caller, item.account, isSigned, owners)
    if (integration !== null) shareOf(integration).rejected.push(item)
    else if (item.account === undefined) unclaimed.push(item)
    else ignored += 1
  }
  const all = [...shares.values()]
  const [first] = all
  const [lost] = unclaimed
  if (lost !== undefined && first === undefined) {
    refuse('invalid', 'body_unreadable', { detail: lost.reason, pointer: lost.path })
  }
  for (const item of unclaimed) first?.rejected.push(item)
  return { shares: all, ignored }
}

function ownerOf(
  receiver: Receiver,
  caller: OpenIntegration | null,
  account: string | undefined,
  isSigned: boolean,
  owners: Owners,
): OpenIntegration | null {
  if (account === undefined) return caller
  const accounts = caller?.accounts ?? []
  if (accounts.includes(account)) return caller
  const other = owners.get(account) ?? null
  if (other !== null && other.id !== caller?.stored.id) {
    const isReached = isSigned && sharesProof(receiver.adapter, caller?.stored ?? null, other)
    return isReached ? receiver.open(other) : null
  }
  return accounts.length === 0 ? caller : null
}
