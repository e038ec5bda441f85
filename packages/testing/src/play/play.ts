import type {
  DeliveryRecord,
  FetchReport,
  IntegrationAdapter,
  JsonObject,
  MemoryStore,
  PersonRecord,
  Samples,
  StoredConnection,
} from '@conduit/core'
import { type FakePlatform, fakePlatform } from '../fake-platform/fake-platform.ts'
import type { RecordedRequest, Recording } from '../recording/recording.ts'
import { address } from './address.ts'
import { type Finding, findingsOf } from './findings.ts'
import { type InstalledConnection, install, strangerTo } from './install.ts'
import { createRig, type MakeStore, type Reply, type Rig, sealForTest } from './rig.ts'
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

/** How to play. */
export interface PlayOptions {
  /** Default: `memoryStore`. */
  readonly makeStore?: MakeStore
  /** The recording that comes before this one, in the same store. */
  readonly before?: Recording | null
  /** Plays it once before, from the same state: what is observed is the second time. */
  readonly twice?: boolean
}

/**
 * Plays a recording: the adapter's plugin in a Fastify application, the request with its exact
 * bytes at its recorded time, then the reading at the platform, which a script answers.
 *
 * @returns what could be observed, to be compared with what the recording expects. The application
 *   is closed by then; its store can still be looked into.
 * @example
 * const observed = await playRecording(adapter, samples, recording)
 * compareRecording(recording, observed).differences // []
 */
export async function playRecording(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
  { makeStore, before = null, twice = false }: PlayOptions = {},
): Promise<Observed> {
  const installation = install(adapter, samples, recording)
  const stranger = strangerTo(installation)
  const rig = await createRig(adapter, installation, {
    others: [stranger],
    ...(makeStore !== undefined && { makeStore }),
    ...addressOf(recording),
  })
  try {
    if (before !== null) await playOnce(rig, before, stranger)
    if (twice) {
      await playOnce(rig, recording, stranger)
      await rewind(rig)
    }
    return await playOnce(rig, recording, stranger)
  } finally {
    await rig.close()
  }
}

/** Origin and prefix under which a signed URL reaches the plugin. */
export function addressOf({ request }: Pick<Recording, 'request'>) {
  if (request?.url === undefined) return {}
  const { origin, pathname } = new URL(request.url)
  const prefix = pathname.endsWith(request.path_suffix)
    ? pathname.slice(0, -request.path_suffix.length)
    : pathname
  return { origin, prefix }
}

async function playOnce(
  rig: Rig,
  recording: Recording,
  stranger: InstalledConnection,
): Promise<Observed> {
  const { store, sight, captured } = rig
  const from = {
    deliveries: store.deliveries.length,
    activities: store.activities.length,
    records: captured.records.length,
    fetched: captured.fetched.length,
    sight: countsOf(sight),
  }
  const script = recording.poll?.responses ?? recording.fetchback ?? []
  const mayFetch = recording.fetchback !== undefined || recording.expect.mustNotFetch !== undefined
  const platform = recording.poll !== undefined || mayFetch ? await fakePlatform(script) : null
  try {
    rig.setClock(new Date(recording.receivedAt))
    if (platform !== null) rig.setTransport(platform.transport, () => platform.calls.length)
    const request = await address(recording, requestOf(recording), {
      adapter: rig.adapter,
      seal: sealForTest,
      connection: rig.installation.connections[0],
      stranger,
      scope: recording.poll === undefined ? 'event' : 'poll',
    })
    const reply = await rig.send(request)
    const reports = recording.poll === undefined && mayFetch ? await rig.fetchWaiting() : []
    const seen = since(sight, from.sight)
    const records = captured.records.slice(from.records)
    return {
      rig,
      reply,
      deliveries: store.deliveries.slice(from.deliveries),
      activities: activitiesOf(rig, from.activities),
      sight: seen,
      findings: findingsOf(seen, platform, script),
      ignored: ignoredOf(seen, records),
      rejected:
        sum(records.map(each => each.rejected)) +
        sum(captured.fetched.slice(from.fetched).map(({ delivery }) => delivery.rejected)),
      reports,
      state: await stateOf(rig),
      platform,
    }
  } finally {
    await platform?.close()
  }
}

/** State and token as they were installed. */
async function rewind({ store, installation }: Rig): Promise<void> {
  const [{ id, controllerId, state = {}, cachedToken }] = installation.connections
  const ref = { controllerId, connectionId: id }
  await store.fetches.saveState(ref, state)
  await store.fetches.saveToken(ref, cachedToken === null ? null : { value: cachedToken })
}

function requestOf({ request, poll }: Recording): RecordedRequest {
  const recorded = request ?? poll?.request
  if (recorded === undefined) throw new Error('a recording without a request')
  return recorded
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
  const found = store.activities.slice(from).flatMap(activity => {
    const connection = store.connections.find(({ id }) => id === activity.connectionId)
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

async function stateOf({ store, connections }: Rig): Promise<JsonObject> {
  const [connection] = connections
  if (connection === undefined) return {}
  const ref = { controllerId: connection.controller.id, connectionId: connection.id }
  return (await store.fetches.waiting(ref)).state
}

function countsOf(sight: Sight): Record<keyof Sight, number> {
  return {
    verified: sight.verified.length,
    parsed: sight.parsed.length,
    extracted: sight.extracted.length,
    fetched: sight.fetched.length,
    altered: sight.altered.length,
    thrown: sight.thrown.length,
  }
}

function since(sight: Sight, from: Record<keyof Sight, number>): Sight {
  return {
    verified: sight.verified.slice(from.verified),
    parsed: sight.parsed.slice(from.parsed),
    extracted: sight.extracted.slice(from.extracted),
    fetched: sight.fetched.slice(from.fetched),
    altered: sight.altered.slice(from.altered),
    thrown: sight.thrown.slice(from.thrown),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
