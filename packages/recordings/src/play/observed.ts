import type {
  DeliveryRecord,
  FetchReport,
  JsonObject,
  MemoryStore,
  PersonRecord,
  StoredConnection,
} from '@conduit/core'
import type { FakePlatform } from '../fake-platform/fake-platform.ts'
import type { ScriptedCall } from '../recording/recording.ts'
import { type Finding, findingsOf } from './findings.ts'
import type { Reply, Rig } from './rig.ts'
import type { Sight } from './spy.ts'

type MemoryActivity = MemoryStore['activities'][number]

/** An activity that a play left in the store, with the people that were handed over with it. */
export interface ObservedActivity extends MemoryActivity {
  readonly connection: StoredConnection
  readonly people: readonly PersonRecord[]
}

/** What playing a recording did. */
export interface Observed {
  readonly rig: Rig
  readonly reply: Reply
  /** New deliveries and activities in the store; activities of the request first, in its order. */
  readonly deliveries: readonly DeliveryRecord[]
  readonly activities: readonly ObservedActivity[]
  /** Everything that the adapter was asked during this play, and said. */
  readonly sight: Sight
  readonly findings: readonly Finding[]
  /** Events that nobody took, and items that could not be read. */
  readonly ignored: number
  readonly rejected: number
  readonly reports: readonly FetchReport[]
  /** Of the connection that was called, afterwards. */
  readonly state: JsonObject
  readonly platform: FakePlatform | null
}

/** How much there was to be observed at some moment. */
export type Tally = ReturnType<typeof tallyOf>

/** Remembers how much there is so far. */
export function tallyOf({ store, captured, sight }: Rig) {
  return {
    deliveries: store.deliveries.length,
    activities: store.activities.length,
    records: captured.records.length,
    fetched: captured.fetched.length,
    verified: sight.verified.length,
    parsed: sight.parsed.length,
    extracted: sight.extracted.length,
    read: sight.fetched.length,
    thrown: sight.thrown.length,
    strays: sight.strays.length,
  }
}

/** All that came since then. */
export async function observedSince(
  rig: Rig,
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
  const { store, captured } = rig
  const sight = since(rig.sight, from)
  const records = captured.records.slice(from.records)
  const fetched = captured.fetched.slice(from.fetched)
  return {
    ...{ rig, reply, sight, reports, platform },
    deliveries: store.deliveries.slice(from.deliveries),
    activities: activitiesOf(rig, from.activities),
    findings: findingsOf(sight, platform, script),
    ignored: ignoredOf(sight, records),
    rejected:
      sum(records.map(each => each.rejected)) + sum(fetched.map(each => each.delivery.rejected)),
    state: await stateOf(rig),
  }
}

/** State of the connection that is called, as it is now. */
export async function stateOf({ store, connections }: Rig): Promise<JsonObject> {
  const [connection] = connections
  if (connection === undefined) return {}
  const ref = { controllerId: connection.controller.id, connectionId: connection.id }
  return (await store.fetches.waiting(ref)).state
}

/** New activities: those of the request by position, then those that were fetched. */
function activitiesOf({ store, captured }: Rig, from: number): readonly ObservedActivity[] {
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
  const connections = new Map(store.connections.map(each => [each.id, each]))
  const found = store.activities.slice(from).flatMap(activity => {
    const connection = connections.get(activity.connectionId)
    if (connection === undefined) return []
    return [{ ...activity, connection, people: people.get(activity.id) ?? [] }]
  })
  const order = (activity: ObservedActivity) =>
    activity.verification === 'fetched' ? found.length : activity.position
  return found.sort((a, b) => order(a) - order(b))
}

/** A delivery of which nobody takes anything leaves no record that could say so. */
function ignoredOf({ parsed }: Sight, records: readonly DeliveryRecord[]): number {
  if (records.length > 0) return sum(records.map(({ ignored }) => ignored))
  return sum(parsed.map(each => each.parsed.events.length))
}

function since(sight: Sight, from: Tally): Sight {
  return {
    verified: sight.verified.slice(from.verified),
    parsed: sight.parsed.slice(from.parsed),
    extracted: sight.extracted.slice(from.extracted),
    fetched: sight.fetched.slice(from.read),
    thrown: sight.thrown.slice(from.thrown),
    strays: sight.strays.slice(from.strays),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
