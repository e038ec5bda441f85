import { decodeId, type JsonObject, type Samples } from '@conduit/core'
import type { Recording } from '@conduit/testing'
import type { TestApp } from './test-app.ts'

/** What one integration looks like from outside. */
export interface Connected {
  readonly controllerId: string
  readonly integrationId: string
  readonly webhookUrl: URL | null
  readonly pollUrl: URL | null
}

/** What came back over HTTP. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

const notSettings = ['did', 'dxKey', 'dpid', 'apiKey', 'cursor', 'cachedToken']

/** Makes a controller with one integration that has a recording's credentials for settings. */
export async function connect(
  app: TestApp,
  adapter: string,
  { assumes = {} }: Samples,
  { credentials }: Recording,
): Promise<Connected> {
  const { createDataController } = await ask<{
    createDataController: { dataController: { id: string } }
  }>(
    app,
    'mutation { createDataController(input: { name: "Recorded" }) { dataController { id } } }',
  )
  const controllerId = createDataController.dataController.id
  const own = Object.entries({ ...assumes, ...credentials }).filter(
    ([key, value]) => !notSettings.includes(key) && value !== null,
  )
  const { addIntegration } = await ask<{
    addIntegration: {
      integration: { id: string }
      webhookUrl: string | null
      pollUrl: string | null
    }
  }>(
    app,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } webhookUrl pollUrl } }',
    { input: { dataControllerId: controllerId, adapter, settings: Object.fromEntries(own) } },
  )
  const { integration, webhookUrl, pollUrl } = addIntegration
  const connected = {
    controllerId,
    integrationId: integration.id,
    webhookUrl: webhookUrl === null ? null : new URL(webhookUrl),
    pollUrl: pollUrl === null ? null : new URL(pollUrl),
  }
  await remember(app, connected, credentials)
  return connected
}

/** Puts cursor and access token of a recording where a run before it would have left them. */
async function remember(
  app: TestApp,
  { integrationId }: Connected,
  { cursor, cachedToken }: JsonObject,
): Promise<void> {
  const id = decodeId('integration', integrationId)
  if (id === null) throw new Error('not an integration')
  const connection = { controllerId: id.controllerId, connectionId: id.id }
  const { fetches } = app.services.store
  if (cursor !== undefined) await fetches.saveState(connection, { cursor })
  if (typeof cachedToken === 'string') await fetches.saveToken(connection, { value: cachedToken })
}

/** Frees the accounts that the next recording claims. */
export async function disconnect(app: TestApp, { integrationId }: Connected): Promise<void> {
  await ask(app, 'mutation($id: ID!) { removeIntegration(id: $id) { id } }', { id: integrationId })
}

/** Sends a recorded request to the origin, byte by byte, with our credentials in its URL. */
export async function send(
  origin: string,
  { request, poll }: Recording,
  connected: Connected,
): Promise<Answered> {
  const recorded = request ?? poll?.request
  const own = poll === undefined ? connected.webhookUrl : connected.pollUrl
  if (recorded === undefined || own === null) throw new Error('nothing to send')
  const query = new URLSearchParams(own.search)
  const headers = new Headers(recorded.headers)
  if (recorded.query?.dpid !== undefined) {
    headers.set('authorization', `Bearer ${query.get('dxKey')}`)
    query.delete('dxKey')
    query.set('dpid', connected.integrationId)
  }
  const reply = await fetch(`${origin}${own.pathname}?${query}`, {
    method: recorded.method,
    headers,
    body: Buffer.from(recorded.body ?? ''),
  })
  return { status: reply.status, headers: reply.headers, body: await reply.text() }
}

/** The data of a GraphQL call that must not fail. */
export async function ask<T>(app: TestApp, query: string, variables?: object): Promise<T> {
  const { data, errors } = await app.graph(query, variables)
  if (data === null || errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`)
  return data as never as T
}
