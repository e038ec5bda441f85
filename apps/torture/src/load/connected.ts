import { randomBytes } from 'node:crypto'
import { ask } from '../parts/api.ts'

/** The platforms of one controller: where they send, and what they sign with. */
export interface Connected {
  readonly dataControllerId: string
  readonly stripe: Connection
  readonly shopify: Connection
  readonly custom: Connection
}

/** One integration. What is used of it may be changed while the load goes on. */
export interface Connection {
  readonly id: string
  path: string
  secret: string
}

/** The shop of all deliveries of Shopify. */
export const shop = 'fern-example.myshopify.com'

const mapping = {
  root: '/events',
  type: '/t',
  occurredAt: null,
  id: null,
  types: {},
  fallbackMeaning: 'processing',
  fields: [{ pointer: '/email', category: 'email', subject: true, required: false }],
}

/** Makes a controller with one integration of each platform. */
export async function connectPlatforms(origin: string, adminKey: string): Promise<Connected> {
  const made = await ask<{ createDataController: { dataController: { id: string } } }>(
    origin,
    adminKey,
    'mutation($input: CreateDataControllerInput!) { createDataController(input: $input) { dataController { id } } }',
    { input: { name: 'Torture' } },
  )
  const dataControllerId = made.createDataController.dataController.id
  const add = async (adapter: string, secret: string, settings: object): Promise<Connection> => {
    const input = { dataControllerId, adapter, settings: { ...settings, signingSecret: secret } }
    const { addIntegration } = await ask<{
      addIntegration: { webhookUrl: string; integration: { id: string } }
    }>(
      origin,
      adminKey,
      'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl integration { id } } }',
      { input },
    )
    const { pathname, search } = new URL(addIntegration.webhookUrl)
    return { id: addIntegration.integration.id, path: pathname + search, secret }
  }
  return {
    dataControllerId,
    stripe: await add('stripe', newSecret('stripe'), {}),
    shopify: await add('shopify', newSecret('shopify'), { shopDomains: [shop] }),
    custom: await add('custom', newSecret('custom'), { mapping }),
  }
}

/** A secret of the form that the platform gives out. */
export function newSecret(platform: 'stripe' | 'shopify' | 'custom'): string {
  if (platform === 'shopify') return `shpss_${randomBytes(16).toString('hex')}`
  return `whsec_${randomBytes(32).toString('base64')}`
}
