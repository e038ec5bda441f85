import type { JsonObject } from '@conduit/core'
import {
  type DeliveryRecord,
  type FetchReport,
  type MemoryStore,
  type PersonRecord,
  refOf,
  type StoredIntegration,
} from '@conduit/core/host'
import type { FakePlatform } from '../fake-platform/fake-platform.ts'
import type { ScriptedCall } from '../recording/recording.ts'
import { type FoundField, foundFieldsOf } from './found-fields.ts'
import type { Reply, TestServer } from './test-server.ts'
import type { AdapterCalls } from './watch-adapter.ts'

type MemoryActivity = MemoryStore['activities'][number]

/** An activity that a play left in the store, with the people that were handed over with it. */
export interface ObservedActivity extends MemoryActivity {
  readonly integration: StoredIntegration
  readonly people: readonly PersonRecord[]
}

/** What playing a recording did. */
export interface Observed {
  readonly server: TestServer
  readonly reply: Reply
  /** New deliveries and activities in the store; activities of the request first, in its order. */
  readonly deliveries: readonly DeliveryRecord[]
  readonly activities: readonly ObservedActivity[]
  /** Everything that the adapter was asked during this play, and said. */
  readonly adapterCalls: AdapterCalls
  readonly foundFields: readonly FoundField[]
  /** Events that nobody took, and items that could not be read. */
  readonly ignored: number
  readonly rejected: number
  readonly reports: readonly FetchReport[]
  /** Of the integration that was called, afterwards. */
  readonly state: JsonObject
  readonly platform: FakePlatform | null
}

/** How much there was to be observed at some moment. */
export type Tally = ReturnType<typeof tallyOf>

/** Remembers how much there is so far. */
export function tallyOf({ store, captured, adapterCalls }: TestServer) {
  return {
    deliveries: store.deliveries.length,
    activities: store.activities.length,
    records: captured.records.length,
    verified: adapterCalls.verified.length,
    parsed: adapterCalls.parsed.length,
    extracted: adapterCalls.extracted.length,
    reports: captured.reports.length,
    read: adapterCalls.read.length,
    thrown: adapterCalls.thrown.length,
    foreignAddresses: adapterCalls.foreignAddresses.length,
  }
}

/** All that came since then. */
export async function observedSince(
  server: TestServer,
  from: Tally,
  {
    reply,
    reports,
    platform,
    script,
  }: Pick<Observed, 'reply' | 'reports' | 'platform'> & {
    readonly script: readonly ScriptedCall[]
  },
): Promise<Observed> {
  const { store, captured } = server
  const adapterCalls = since(server.adapterCalls, from)
  const records = captured.records.slice(from.records)
  const runs = captured.reports.slice(from.reports)
  return {
    ...{ server, reply, adapterCalls, reports, platform },
    deliveries: store.deliveries.slice(from.deliveries),
    activities: activitiesOf(server, from.activities),
    foundFields: foundFieldsOf(adapterCalls, platform, script),
    ignored: ignoredOf(adapterCalls, records),
    rejected: sum(records.map(each => each.rejected)) + sum(runs.map(each => each.rejected)),
    state: await stateOf(server),
  }
}

/** State of the integration that is called, as it is now. */
export async function stateOf({ store, integrations }: TestServer): Promise<JsonObject> {
  const [integration] = integrations
  if (integration === undefined) return {}
  return await store.sessions.state(refOf(integration))
}

/** New activities: those of the request by position, then those that were fetched. */
function activitiesOf({ store, captured }: TestServer, from: number): readonly ObservedActivity[] {
  const people = new Map<string, PersonRecord[]>()
  const handedOver = [
    ...captured.records.flatMap(({ activities }) => activities),
    ...captured.fetched.flatMap(({ activities }) => activities),
    ...captured.fetched.flatMap(({ completes }) =>
      completes.map(({ activityId, people }) => ({ id: activityId, people })),
    ),
  ]
  for (const each of handedOver) {
    people.set(each.id, [...(people.get(each.id) ?? []), ...each.people])
  }
  const integrations = new Map(store.integrations.map(each => [each.id, each]))
  const found = store.activities.slice(from).flatMap(activity => {
    const integration = integrations.get(activity.integrationId)
    if (integration === undefined) return []
    return [{ ...activity, integration, people: people.get(activity.id) ?? [] }]
  })
  const order = (activity: ObservedActivity) =>
    activity.verification === 'fetched' ? found.length : activity.position
  return found.sort((a, b) => order(a) - order(b))
}

/** A delivery of which nobody takes anything leaves no record that could say so. */
function ignoredOf({ parsed }: AdapterCalls, records: readonly DeliveryRecord[]): number {
  if (records.length > 0) return sum(records.map(({ ignored }) => ignored))
  return sum(parsed.map(each => each.parsed.events.length))
}

function since(adapterCalls: AdapterCalls, from: Tally): AdapterCalls {
  return {
    verified: adapterCalls.verified.slice(from.verified),
    parsed: adapterCalls.parsed.slice(from.parsed),
    extracted: adapterCalls.extracted.slice(from.extracted),
    read: adapterCalls.read.slice(from.read),
    thrown: adapterCalls.thrown.slice(from.thrown),
    foreignAddresses: adapterCalls.foreignAddresses.slice(from.foreignAddresses),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
