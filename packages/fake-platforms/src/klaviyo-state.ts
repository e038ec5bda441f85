import { emptySubscriptions, type Job, type Subscribed } from './klaviyo-subscriptions.ts'

/** A resource as the API shows it, and whose it is. */
export interface Resource {
  readonly type: string
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly relationships?: Readonly<Record<string, unknown>>
  /** Ids of profiles; not shown. */
  readonly of?: readonly string[]
}

/** A resource as it is sent. */
export interface Sent {
  readonly type: string
  readonly id?: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** All that a fake Klaviyo holds. */
export interface KlaviyoState {
  /** By kind of resource as in its addresses. */
  readonly held: ReadonlyMap<string, Map<string, Resource>>
  /** What people allowed, by profile. */
  readonly subscribed: Map<string, Subscribed>
  /** Addresses that were asked to confirm. */
  readonly asked: string[]
  /** What was answered with 202 and is not done yet. */
  readonly jobs: Job[]
  /** Ids of profiles that are to be deleted, and are not yet. */
  readonly deletions: Set<string>
  /** How many ids were given. */
  made: number
}

const kinds = ['profiles', 'events', 'metrics', 'lists', 'segments', 'push-tokens']
const others = ['conversations', 'coupon-codes']
const unique = ['email', 'phone_number', 'external_id']

/** An account in which nothing is. */
export function emptyState(): KlaviyoState {
  return {
    held: new Map([...kinds, ...others].map(kind => [kind, new Map()])),
    subscribed: new Map(),
    asked: [],
    jobs: [],
    deletions: new Set(),
    made: 0,
  }
}

/** All resources of a kind, in the order in which they were made. */
export function allOf({ held }: KlaviyoState, kind: string): readonly Resource[] {
  return [...(held.get(kind)?.values() ?? [])]
}

/** Keeps a resource under an id of its own, or the one that it brings. */
export function add(
  state: KlaviyoState,
  kind: string,
  resource: Omit<Resource, 'id'> & { readonly id?: string },
): Resource {
  const kept = { ...resource, id: resource.id ?? `01FAKE${++state.made}` }
  state.held.get(kind)?.set(kept.id, kept)
  if (kind === 'profiles') state.subscribed.set(kept.id, emptySubscriptions())
  return kept
}

/** The profile that a call names: by its id, or by any address, number or id of a shop. */
export function profileOf(state: KlaviyoState, { id, attributes }: Partial<Sent>) {
  if (id !== undefined) return state.held.get('profiles')?.get(id)
  return allOf(state, 'profiles').find(profile =>
    unique.some(name => attributes?.[name] && attributes[name] === profile.attributes[name]),
  )
}

/** The same; who is not there is made. */
export function profileFor(state: KlaviyoState, person: Partial<Sent>): Resource {
  const attributes = only(person.attributes ?? {}, unique)
  return profileOf(state, person) ?? add(state, 'profiles', { type: 'profile', attributes })
}

/** Of some members those that have these names. */
export function only(attributes: Resource['attributes'], names: readonly string[]) {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)))
}
