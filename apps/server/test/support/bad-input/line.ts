import type { JsonObject } from '@conduit/core'
import { decodeId, effectiveSettings, type IntegrationRef, sealToken } from '@conduit/core/host'
import { recordedIntegrations } from '@conduit/recordings'
import { readIntegration } from '@conduit/server'
import { sql } from 'drizzle-orm'
import { testKeyring } from '../invented.ts'
import { addIntegration, approve, ask } from '../over-http.ts'
import { rowsOf } from '../rows-of.ts'
import type { TestApp } from '../test-app.ts'
import type { Specimen } from './specimen.ts'

/** A call of a platform; what it does not say is as the specimen has it. */
export interface Call {
  readonly method?: string
  readonly body?: Buffer
  /** In lower case; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>
}

/** What came of it. */
export interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly retryAfter: string | null
  /** How the server says that it ended; null where no adapter was asked. */
  readonly code: string | null
  /** Why it was refused, as far as that was logged. */
  readonly reason: string | null
}

/** How reading at the platform ended. */
export interface Read {
  readonly outcome: string
  readonly retryAfterSeconds: number | null
}

/** What a controller has kept. */
export interface Kept {
  readonly deliveries: number
  readonly activities: number
  readonly quarantined: number
  /** Events of the newest delivery that were nobody’s. */
  readonly ignored: number
}

/** A platform connected to a controller of its own. */
export interface Line {
  readonly controllerId: string
  readonly integrationId: string
  /** Does the platform sign this call, with the settings that it is connected with? */
  signs(call: Call): boolean
  /** Sends a call over HTTP, signed as the platform signs. */
  send(call?: Call): Promise<Answered>
  kept(): Promise<Kept>
  /** Reads what waits at the platform, over HTTP where there is an address for that. */
  read(): Promise<Read>
  /** Changes settings. */
  update(settings: JsonObject): Promise<void>
  close(): Promise<void>
}

const publicUrl = 'https://hooks.example.com'

/**
 * Connects a platform as its specimen was recorded, at that time.
 * @param change what other settings it is connected with
 */
export async function openLine(
  app: TestApp,
  origin: string,
  specimen: Specimen,
  change: (settings: JsonObject) => JsonObject = settings => settings,
): Promise<Line> {
  const { adapter, samples, recording, headers, body } = specimen
  app.clock.set(recording.receivedAt)
  const { integrations, options } = recordedIntegrations(adapter, samples, recording)
  const [own] = integrations
  const made = await connect(app, adapter.name, change(own.settings))
  const { integrationId, controllerId, dxKey } = made
  const approveAll = async (settings: JsonObject) => {
    const accounts = adapter.accounts?.(effectiveSettings(adapter, options, settings)) ?? []
    for (const account of accounts) await approve(app, integrationId, account)
  }
  await approveAll(change(own.settings))
  const ref = decodeId('integration', integrationId)
  if (ref === null) throw new Error('not an integration')
  const { sessions } = app.services.store
  await sessions.saveState(ref, own.state)
  if (own.token !== null) await sessions.saveToken(ref, { value: own.token })
  const channel = headers['x-goog-channel-token'] && headers['x-goog-channel-id']
  const content = { scope: 'event', controllerId: ref.controllerId, integrationId: ref.id } as const
  const token = channel && (await sealToken(testKeyring(), { ...content, boundTo: channel, dxKey }))
  const path = (made.webhookUrl ?? '').slice(publicUrl.length).replace(token ? /\?.*/ : /$^/, '')
  const pollPath = made.pollUrl?.slice(publicUrl.length) ?? null
  const at = new Date(recording.receivedAt)
  const settings = effectiveSettings(adapter, options, own.settings)
  const callOf = (call: Call) => {
    const all = { ...headers, ...(token && { 'x-goog-channel-token': token }), ...call.headers }
    const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
    const plain = {
      method: call.method ?? 'POST',
      url: publicUrl + path,
      headers: Object.fromEntries(sent),
      body: call.body ?? body,
    }
    // Signed as what the platform takes it for: a type that was changed on the way changes no proof.
    const proof = samples.sign(
      { ...plain, headers: { ...plain.headers, ...typeOf(headers) } },
      settings,
      at,
    )
    return { ...plain, proof }
  }
  return {
    controllerId,
    integrationId,
    signs: call => callOf(call).proof !== null,
    async send(call = {}) {
      const { method, headers, body, proof } = callOf(call)
      app.clock.set(recording.receivedAt)
      const hasBody = method !== 'GET' && method !== 'HEAD'
      const seen = app.log.count()
      const reply = await fetch(origin + path, {
        method,
        headers: { ...headers, ...proof },
        ...(hasBody && { body }),
      })
      const text = await reply.text()
      const line = app.log.since(seen).find(({ msg }) => msg === 'webhook')
      return {
        status: reply.status,
        type: reply.headers.get('content-type') ?? '',
        body: text,
        retryAfter: reply.headers.get('retry-after'),
        reason: typeof line?.reason === 'string' ? line.reason : null,
        code: line === undefined ? null : String(line.code),
      }
    },
    kept: () => keptBy(app, ref.controllerId),
    read: () => (pollPath === null ? readByJob(app, ref) : readByHttp(origin + pollPath)),
    update: async settings => {
      await ask(
        app,
        'mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { id } } }',
        { input: { id: integrationId, settings } },
      )
      await approveAll({ ...change(own.settings), ...settings })
    },
    close: async () => {
      await ask(app, 'mutation($id: ID!) { removeIntegration(id: $id) { id } }', {
        id: integrationId,
      })
    },
  }
}

function typeOf({ 'content-type': type }: Specimen['headers']) {
  return type === undefined ? {} : { 'content-type': type }
}

async function connect(app: TestApp, adapter: string, settings: object) {
  const { createDataController: made } = await ask<{
    createDataController: { dxKey: string; dataController: { id: string } }
  }>(
    app,
    'mutation { createDataController(input: { name: "Bad input" }) { dxKey dataController { id } } }',
  )
  const controllerId = made.dataController.id
  const { integration, webhookUrl, pollUrl } = await addIntegration(
    app,
    controllerId,
    adapter,
    settings,
  )
  return { controllerId, integrationId: integration.id, webhookUrl, pollUrl, dxKey: made.dxKey }
}

async function readByHttp(url: string): Promise<Read> {
  const reply = await fetch(url, { method: 'POST' })
  if (reply.status !== 200) throw new Error(`answered ${reply.status}`)
  return (await reply.json()) as Read
}

/** Where one address serves all integrations, it cannot be polled by it. */
async function readByJob(app: TestApp, ref: IntegrationRef): Promise<Read> {
  await readIntegration(app.services, { ...ref, poll: false })
  const [row] = await rowsOf<Read>(
    app,
    sql`select last_fetch_outcome as outcome, last_fetch_retry_after_seconds as "retryAfterSeconds"
      from integrations where id = ${ref.id}`,
  )
  if (row === undefined) throw new Error('no integration')
  return { ...row }
}

/** Behind the API, which would take most of the time of hundreds of calls. */
async function keptBy(app: TestApp, controllerId: string): Promise<Kept> {
  const [row] = await rowsOf<Kept>(
    app,
    sql`with arrived as (
        select id, ignored from deliveries where controller_id = ${controllerId}
        union all
        select id, 0 from processing_activities where controller_id = ${controllerId} and delivery_id is null
      )
      select
      (select count(*)::int from arrived) as deliveries,
      (select count(*)::int from processing_activities where controller_id = ${controllerId}) as activities,
      (select count(*)::int from quarantine where controller_id = ${controllerId}) as quarantined,
      coalesce((select ignored from arrived order by id desc limit 1), 0) as ignored`,
  )
  if (row === undefined) throw new Error('nothing was counted')
  return { ...row }
}
