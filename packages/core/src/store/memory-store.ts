import type { KeyedHash } from '@conduit/privacy'
import type { JsonObject } from '../contract/event.ts'
import { decide } from './decide.ts'
import { didOf, hashKey } from './dx-key.ts'
import { newId } from './ids.ts'
import { type MemoryActivity, type MemorySubject, memoryPeople } from './memory-people.ts'
import { memoryQueue } from './memory-queue.ts'
import { memorySessions } from './memory-sessions.ts'
import { type MemorySuppression, memorySuppressions } from './memory-suppressions.ts'
import { hasRoom, keepDelivery, knownOf, type MemoryTables } from './memory-tables.ts'
import { type QuarantineQuota, usualQuarantine } from './quarantine-quota.ts'
import type { FetchReport } from './queue.ts'
import type { RecordedConsent } from './recorded-consent.ts'
import { type RecordedEvent, recordedEvent } from './recorded-event.ts'
import type { RecordedRequest } from './recorded-request.ts'
import type { DeliveryRecord, KeyHolder, RecordOutcome, Store, StoredIntegration } from './store.ts'

/** One integration of a `memoryStore`. */
export interface MemoryIntegration {
  /** Slug of the adapter. */
  readonly adapter: string
  readonly settings: JsonObject
  readonly state?: JsonObject
  /** UUIDs; random if absent. Integrations of one controller name the same `controllerId`. */
  readonly id?: string
  readonly controllerId?: string
  /** Default: made from the controller's id. */
  readonly did?: string
  /** A DX Key of this integration, good for events and polls. */
  readonly dxKey?: string
  /** Accounts that are its own beyond doubt: whoever makes the store answers for it. The first to name one has it. */
  readonly accounts?: readonly string[]
  /** Accounts that it claims and has not proven. */
  readonly claims?: readonly string[]
  readonly phoneRegion?: string
}

/** A store in memory, and what it holds: for tests, and for applications that keep nothing. */
export interface MemoryStore extends Store {
  readonly integrations: readonly StoredIntegration[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly activities: readonly MemoryActivity[]
  readonly subjects: readonly MemorySubject[]
  /** What they said of consent. */
  readonly consents: readonly RecordedConsent[]
  /** What they ask of their controllers. */
  readonly requests: readonly RecordedRequest[]
  readonly reports: readonly FetchReport[]
  /** Identifiers of which nothing is tied to anybody. */
  readonly suppressions: readonly MemorySuppression[]
  /** Suppresses whoever comes with one of these tokens from now on. */
  suppress(tokens: Iterable<KeyedHash>, effectiveFrom: Date): void
  /** All events, for people to read. */
  recorded(): readonly RecordedEvent[]
}

/**
 * Makes a store that forgets everything when the process ends.
 * @example
 * const store = memoryStore([{ adapter: 'stripe', settings: { signingSecret }, dxKey }])
 * // … deliveries arrive
 * console.log(store.recorded())
 */
export function memoryStore(
  integrations: readonly MemoryIntegration[],
  { quarantineQuota = usualQuarantine }: { readonly quarantineQuota?: QuarantineQuota } = {},
): MemoryStore {
  const stored = integrations.map(storedIntegration)
  const holders = new Map<string, KeyHolder>()
  const owners = new Map<string, string>()
  const proven = new Map<string, string[]>()
  const claimed = new Set<string>()
  for (const [index, integration] of stored.entries()) {
    const { dxKey, accounts = [], claims = [] } = integrations[index] ?? {}
    if (dxKey !== undefined) holders.set(hashKey(dxKey), holderOf(integration))
    for (const account of [...accounts, ...claims]) {
      const name = `${integration.adapter} ${account}`
      claimed.add(name)
      if (!accounts.includes(account) || owners.has(name)) continue
      owners.set(name, integration.id)
      proven.set(integration.id, [...(proven.get(integration.id) ?? []), account])
    }
  }
  const suppressions = memorySuppressions()
  const tables: MemoryTables = {
    integrations: stored,
    deliveries: [],
    activities: [],
    places: { deliveries: new Map(), activities: new Map() },
    people: memoryPeople(suppressions),
    suppressions,
    requests: [],
    seen: new Map(),
    leftOut: new Map(),
    reports: [],
    lastReports: new Map(),
    catchUps: new Map(),
  }
  return {
    integrations: stored,
    deliveries: tables.deliveries,
    activities: tables.activities,
    get subjects() {
      return tables.people.subjects
    },
    consents: tables.people.consents,
    requests: tables.requests,
    reports: tables.reports,
    get suppressions() {
      return [...suppressions.entries.values()]
    },
    suppress: suppressions.add,
    recorded: () => tables.activities.map(recordedEvent),
    keyHolder: hash => holders.get(hash) ?? null,
    integration: ({ controllerId, id }) =>
      stored.find(each => each.id === id && each.controller.id === controllerId) ?? null,
    integrationsOf: (controllerId, adapter) =>
      stored.filter(each => each.controller.id === controllerId && each.adapter === adapter),
    accountOwner: (adapter, account) => {
      const name = `${adapter} ${account}`
      if (!claimed.has(name)) return null
      const id = owners.get(name)
      return id === undefined ? 'unproven' : (stored.find(each => each.id === id) ?? null)
    },
    seen: async (_controllerId, keys) =>
      new Map(
        keys.flatMap(key => {
          const owner = tables.seen.get(key)
          return owner === undefined ? [] : [[key, owner] as const]
        }),
      ),
    record: async records => {
      const { decisions, owners } = decide(records, knownOf(tables, records))
      for (const [key, owner] of owners) tables.seen.set(key, owner)
      const outcomes: RecordOutcome[] = []
      for (const { delivery, activities, isStored, outcome } of decisions) {
        const isLeftOut = isStored && !hasRoom(tables, quarantineQuota, delivery)
        const kept = isLeftOut ? { ...delivery, quarantine: null } : delivery
        if (isStored) keepDelivery(tables, kept, activities)
        outcomes.push(isLeftOut ? { ...outcome, isLeftOut } : outcome)
        const isNew = outcome.outcome !== 'duplicate'
        const { controller, integrationId: id } = delivery
        const ref = { controllerId: controller.id, id }
        if (delivery.catchUp && isNew) tables.catchUps.set(delivery.id, ref)
      }
      return outcomes
    },
    queue: memoryQueue(tables),
    sessions: memorySessions(tables, async ({ id }) => proven.get(id) ?? []),
  }
}

function storedIntegration(integration: MemoryIntegration): StoredIntegration {
  const controllerId = integration.controllerId ?? newId()
  return {
    id: integration.id ?? newId(),
    controller: {
      id: controllerId,
      did: integration.did ?? didOf(controllerId),
      salt: Buffer.from(controllerId.replaceAll('-', '').repeat(2), 'hex'),
      phoneRegion: integration.phoneRegion ?? null,
    },
    adapter: integration.adapter,
    settings: integration.settings,
    state: integration.state ?? {},
  }
}

function holderOf({ id, controller }: StoredIntegration): KeyHolder {
  return { controllerId: controller.id, did: controller.did, scope: null, integrationId: id }
}
