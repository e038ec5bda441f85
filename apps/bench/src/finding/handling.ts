import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { IntegrationAdapter, Samples, WebhookRequest } from '@conduit/core'
import type { MemoryStore, OpenIntegration, Receiver, Store } from '@conduit/core/host'
import type { PlainRequest, Recording } from '@conduit/recordings'
import type { Installation } from '@conduit/recordings/player'
import { withLines } from './with-lines.ts'

/** What is handled: a recording of an adapter, or an order that is made of it. */
export interface Handled {
  /** Folder of the adapter, `adapter-shopify`. */
  readonly adapter: string
  /** File of the recording. */
  readonly file: string
  /** As many lines as the order is to have; null: it stays as it was recorded. */
  readonly lines: number | null
}

/** One delivery, ready to be handled again and again. */
export interface Handling {
  /** Verifies, decodes, parses, finds personal data and pseudonymises; a store takes what comes of it and keeps nothing. */
  handle(): Promise<void>
  /** What the first handling came to. */
  readonly found: Found
}

/** How much was found in a delivery. */
export interface Found {
  readonly events: number
  readonly fields: number
}

type Delivered = Recording & Required<Pick<Recording, 'request'>>

/**
 * Makes a delivery ready with the code of one checkout.
 *
 * @param checkout folder of a checkout of this repository that is built
 * @param recordings the folder that `handled.file` is read from
 * @throws {Error} if the checkout refuses it
 */
export async function prepareHandling(
  checkout: string,
  recordings: string,
  handled: Handled,
): Promise<Handling> {
  const parts = await partsOf(checkout, handled.adapter)
  const { adapter, host, recordings: kit, samples, player } = parts
  const recording = await recordingIn(parts, recordings, handled)
  const installation = player.install(adapter, samples, recording)
  const receivedAt = new Date(recording.receivedAt)
  const call = await callOf(parts, recording, installation, handled.lines !== null)
  const makeRequest = calls(call, receivedAt)
  const counted = { events: 0, fields: 0 }
  const receiver = host.createReceiver(adapter, {
    store: keepingNothing(host.memoryStore(installation.integrations), counted),
    keyring: kit.testKeyring,
    options: installation.options,
    clock: () => receivedAt,
  })
  const caller = await host.admit(receiver, makeRequest(), 'event')
  const handle = () => handleOnce(host.receive, receiver, caller, makeRequest())
  await handle()
  return { handle, found: { ...counted } }
}

interface Parts {
  readonly adapter: IntegrationAdapter
  readonly samples: Samples
  readonly host: typeof import('@conduit/core/host')
  readonly recordings: typeof import('@conduit/recordings')
  readonly player: typeof import('@conduit/recordings/player')
}

/** The packages of that checkout, and not our own. */
async function partsOf(checkout: string, adapter: string): Promise<Parts> {
  const load = async (name: string, file: string) =>
    await import(pathToFileURL(join(checkout, 'packages', name, 'dist/src', file)).href)
  return {
    adapter: (await load(adapter, 'index.js')).default,
    samples: (await load(adapter, 'samples.js')).default,
    host: await load('core', 'host.js'),
    recordings: await load('recordings', 'index.js'),
    player: await load('recordings', 'player.js'),
  }
}

async function recordingIn(
  { recordings }: Parts,
  folder: string,
  { file, lines }: Handled,
): Promise<Delivered> {
  const found = recordings.readRecordings(folder).find(each => each.file === file)
  const request = found?.recording?.request
  if (found?.recording == null || request === undefined) throw new Error(`no request in ${file}`)
  const { body = '' } = request
  return {
    ...found.recording,
    request: lines === null ? request : { ...request, body: withLines(body, lines) },
  }
}

/** As the platform sends it, signed anew where its body was changed. */
async function callOf(
  { adapter, samples, recordings, player }: Parts,
  recording: Delivered,
  installation: Installation,
  isChanged: boolean,
): Promise<PlainRequest> {
  const [integration] = installation.integrations
  const addressed = await recordings.address(recording, recording.request, {
    adapter,
    integration,
    stranger: player.otherTenantOf(installation),
    seal: player.sealForTest,
    scope: 'event',
  })
  if (!isChanged) return addressed
  const settings = player.settingsOf(adapter, installation)
  const signed = player.resign(samples, addressed, settings, new Date(recording.receivedAt))
  return signed === null ? addressed : { ...addressed, headers: signed.headers }
}

/** Makes the call anew each time: its digest is worked out when it is asked for. */
function calls({ method, url, headers, body }: PlainRequest, receivedAt: Date) {
  const own = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const { searchParams } = new URL(url)
  const header = (name: string) => own.get(name.toLowerCase())
  const query = (name: string) => searchParams.get(name) ?? undefined
  return (): WebhookRequest => ({
    method,
    url,
    receivedAt,
    bytes: body,
    get digest() {
      return createHash('sha256').update(body).digest('hex')
    },
    header,
    query,
  })
}

/** A store that knows its integrations, counts what it is given, and answers at once. */
function keepingNothing(store: MemoryStore, counted: { events: number; fields: number }): Store {
  let isFirst = true
  return {
    ...store,
    seen: async () => new Map(),
    record: async deliveries => {
      for (const { activities } of isFirst ? deliveries : []) {
        counted.events += activities.length
        for (const { fields } of activities) counted.fields += fields.length
      }
      isFirst = false
      return deliveries.map(({ id, activities }) => ({
        outcome: 'recorded',
        deliveryId: id,
        recorded: activities.length,
      }))
    },
  }
}

async function handleOnce(
  receive: Parts['host']['receive'],
  receiver: Receiver,
  caller: OpenIntegration | null,
  request: WebhookRequest,
): Promise<void> {
  const { outcome } = await receive(receiver, caller, request)
  if (outcome !== 'recorded') throw new Error(`it was ${outcome}`)
}
