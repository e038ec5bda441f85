import samples from '@conduit/adapter-stripe/samples'
import type { JsonObject } from '@conduit/core'
import type { LightMyRequestResponse } from 'fastify'
import type { TestApp } from './test-app.ts'

/** Settings of an invented Stripe account. */
export const stripeSettings = { signingSecret: 'whsec_invented_secret_0001' }

const added = `mutation Add($input: AddIntegrationInput!) {
  addIntegration(input: $input) { integration { id } webhookUrl pollUrl redactUrl }
}`

/** A controller and its ids, in the API's form. */
export interface Connected {
  readonly controllerId: string
  readonly did: string
  readonly dxKey: string
  readonly integrationId: string
  /** Path and query of the webhook. */
  readonly webhook: string
}

/** Makes a controller with a Stripe integration. */
export async function connectStripe(app: TestApp, name = 'Example Ltd'): Promise<Connected> {
  const made = await app.graph(
    `mutation Make($name: String!) {
      createDataController(input: { name: $name, phoneRegion: "US" }) { dataController { id did } dxKey }
    }`,
    { name },
  )
  const { dataController, dxKey } = (
    made.data as never as {
      createDataController: { dataController: { id: string; did: string }; dxKey: string }
    }
  ).createDataController
  const input = { dataControllerId: dataController.id, adapter: 'stripe', settings: stripeSettings }
  const answer = await app.graph(added, { input })
  const { integration, webhookUrl } = (
    answer.data as never as {
      addIntegration: { integration: { id: string }; webhookUrl: string }
    }
  ).addIntegration
  const url = new URL(webhookUrl)
  return {
    controllerId: dataController.id,
    did: dataController.did,
    dxKey,
    integrationId: integration.id,
    webhook: url.pathname + url.search,
  }
}

/** A customer event of an invented person. */
export function customerEvent(id = 'evt_0001', change: object = {}): string {
  return JSON.stringify({
    id,
    object: 'event',
    type: 'customer.created',
    created: 1_793_534_400,
    data: {
      object: {
        id: 'cus_0001',
        object: 'customer',
        email: 'jane@example.com',
        name: 'Jane Doe',
        ...change,
      },
    },
  })
}

/** Sends a body to a webhook, signed as Stripe signs; with the usual secret unless told otherwise. */
export async function sendSigned(
  app: TestApp,
  webhook: string,
  body: string,
  headers: object = {},
  settings: JsonObject = stripeSettings,
): Promise<LightMyRequestResponse> {
  const url = `https://hooks.example.com${webhook}`
  const request = { method: 'POST', url, headers: {}, body }
  return await app.http.inject({
    method: 'POST',
    url: webhook,
    headers: {
      'content-type': 'application/json',
      ...samples.sign(request, settings, app.clock.now()),
      ...headers,
    },
    payload: body,
  })
}
