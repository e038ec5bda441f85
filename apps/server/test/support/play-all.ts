import { isDeepStrictEqual } from 'node:util'
import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import type { Database } from '@conduit/db'
import {
  addressOf,
  createPlatformSwitch,
  type PlatformSwitch,
  platformDifferences,
  precedingRecording,
  type Recording,
  readRecordings,
  recordedIntegrations,
  replyDifferences,
} from '@conduit/recordings'
import { bundledAdapters, loadAdapters } from '@conduit/server'
import type { Test } from 'tap'
import { collect, dumpOf, found, type Secrets } from './leaks.ts'
import { connectAll, connectStranger, disconnect, type Sampled } from './over-http.ts'
import { perform, type Stage } from './perform.ts'
import { compareReadBack } from './read-back.ts'
import { type Records, recordsOf, since } from './records.ts'
import { compareRequests } from './requests.ts'
import { testApp } from './test-app.ts'

const names = bundledAdapters()

/** A recording, and the one that it comes after. */
interface Piece {
  readonly file: string
  readonly recording: Recording
  readonly before: Recording | null
}

/** Recordings that one server can be played: its options and its public origin are theirs. */
interface Setting {
  readonly options: JsonObject
  readonly origin: string | undefined
  readonly pieces: Piece[]
}

const channelToken = '{{CHANNEL_TOKEN}}'
const none: Records = { deliveries: [], activities: [] }

/** What all the plays leave behind. */
interface Traces {
  readonly secrets: Secrets
  readonly logs: string[]
}

/**
 * Plays the recordings of all adapters over HTTP through a server with this database, and reads each
 * back by GraphQL. At last neither the database nor a log may hold anything personal.
 */
export async function playAll(t: Test, database: Database): Promise<void> {
  const platforms = await createPlatformSwitch()
  t.teardown(() => platforms.close())
  const traces: Traces = { secrets: { values: new Set(), clear: new Set() }, logs: [] }
  let played = 0
  for (const name of names) {
    const sampled = await sampledOf(name)
    const settings = settingsOf(sampled)
    for (const setting of settings) {
      await playThrough(t, { database, platforms, traces }, sampled, setting)
      played += setting.pieces.length
    }
  }
  t.comment(`${played} recordings, ${names.length} adapters`)
  await t.test('no personal value and no credential is kept or logged', async t => {
    const { secrets } = traces
    const dump = await dumpOf(database)
    const log = traces.logs.join('\n')
    t.ok(secrets.values.size > 700, `${secrets.values.size} values are looked for`)
    t.ok(dump.length > 500_000, `in a dump of ${dump.length} characters`)
    t.strictSame(found(dump, secrets), [], 'in the database')
    t.strictSame(found(log, secrets), [], 'in the log at level trace')
    t.notMatch(log, /dxKey=|token=|did=/, 'no query string in the log')
  })
}

async function sampledOf(name: string): Promise<Sampled> {
  const from = `@conduit/adapter-${name}`
  const { default: adapter } = (await import(from)) as { default: IntegrationAdapter }
  const { default: samples } = (await import(`${from}/samples`)) as { default: Samples }
  return { adapter, samples }
}

function settingsOf({ adapter, samples }: Sampled): readonly Setting[] {
  const files = readRecordings(samples.recordings)
  const settings: Setting[] = []
  for (const { file, recording } of files) {
    if (recording === null) throw new Error(`${file} is no recording`)
    const { options } = recordedIntegrations(adapter, samples, recording)
    const { origin } = addressOf(recording)
    const piece = { file, recording, before: precedingRecording(files, recording) }
    const known = settings.find(
      each => each.origin === origin && isDeepStrictEqual(each.options, options),
    )
    if (known === undefined) settings.push({ options, origin, pieces: [piece] })
    else known.pieces.push(piece)
  }
  return settings
}

async function playThrough(
  t: Test,
  around: { database: Database; platforms: PlatformSwitch; traces: Traces },
  sampled: Sampled,
  { options, origin: publicUrl, pieces }: Setting,
): Promise<void> {
  const { database, platforms, traces } = around
  const { transport } = platforms
  const all = Object.fromEntries(names.map(name => [name, true]))
  const configured = { ...all, [sampled.adapter.name]: { options } }
  const app = await testApp(t, {
    // It stays open for the next server.
    ...{ database: { ...database, close: async () => undefined } },
    ...{ transport, adapters: await loadAdapters(configured, process.cwd()) },
    ...(publicUrl !== undefined && { publicUrl }),
  })
  const origin = await app.http.listen({ host: '127.0.0.1', port: 0 })
  const stage = { app, origin, platforms }
  for (const piece of pieces) {
    const name = `${sampled.adapter.name}/${piece.file}`
    await t.test(name, t => play(t, stage, sampled, piece, traces.secrets))
  }
  for (const { file, recording } of pieces.filter(hasChannelToken).slice(0, 1)) {
    for (const token of ['{{CHANNEL_TOKEN_ALTERED}}', '{{OTHER_TENANT_TOKEN}}']) {
      const forged = { file, recording: withToken(recording, token), before: null }
      const name = `${sampled.adapter.name}/${file} with ${token}`
      await t.test(name, t => play(t, stage, sampled, forged, traces.secrets))
    }
  }
  traces.logs.push(app.log.text())
  await app.http.close()
}

/** The same call with another token, which must open nothing. */
function withToken(recording: Recording, token: string): Recording {
  const { fetchback: _unread, request, ...rest } = recording
  if (request === undefined) return recording
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [
    name,
    value === channelToken ? token : value,
  ])
  return {
    ...rest,
    request: { ...request, headers: Object.fromEntries(headers) },
    expect: { status: 401 },
  }
}

function hasChannelToken({ recording }: Piece): boolean {
  return headersOf(recording).includes(channelToken)
}

function headersOf({ request }: Recording): readonly string[] {
  return Object.values(request?.headers ?? {})
}

async function play(
  t: Test,
  stage: Stage,
  sampled: Sampled,
  { recording, before }: Piece,
  secrets: Secrets,
): Promise<void> {
  const { app } = stage
  app.clock.set(recording.receivedAt)
  const connected = await connectAll(app, sampled, recording)
  const hasStranger = headersOf(recording).includes('{{OTHER_TENANT_TOKEN}}')
  const stranger = hasStranger ? await connectStranger(app, sampled, recording) : connected[0]
  const cast = { connected, stranger }
  const all = [...new Set([...connected, stranger])]
  if (before !== null) await perform(stage, sampled, before, cast)
  const known = before === null ? none : await recordsOf(app, all)
  const performed = await perform(stage, sampled, recording, cast)
  t.strictSame(replyDifferences(recording, performed), [], 'the reply')
  t.strictSame(platformDifferences(recording, performed.platform), [], 'calls of the platform')
  const added = since(known, await recordsOf(app, all))
  await compareReadBack(t, app, { sampled, recording, connected, added })
  await compareRequests(t, app, added.activities)
  collect(sampled.adapter, recording, connected, secrets)
  for (const each of all) await disconnect(app, each)
}
