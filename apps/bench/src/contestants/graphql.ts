import { listSecret } from '../load/event-list.ts'
import { signingSecret } from '../load/stripe-event.ts'

/** Makes a controller with one Stripe integration and returns the integration's webhook URL. */
export async function connectStripe(origin: string, adminKey: string): Promise<string> {
  return await connect(origin, adminKey, { adapter: 'stripe', settings: { signingSecret } })
}

/** The same with an integration for lists of events, as `event-list.ts` makes them. */
export async function connectLists(origin: string, adminKey: string): Promise<string> {
  const mapping = {
    root: '/events',
    type: '/kind',
    occurredAt: null,
    id: null,
    types: {},
    fallbackMeaning: 'processing',
    fields: [{ pointer: '/email', category: 'email', subject: true }],
  }
  const settings = { signingSecret: listSecret, mapping }
  return await connect(origin, adminKey, { adapter: 'custom', settings })
}

async function connect(
  origin: string,
  adminKey: string,
  integration: { readonly adapter: string; readonly settings: object },
): Promise<string> {
  const made = await ask<{ createDataController: { dataController: { id: string } } }>(
    origin,
    adminKey,
    'mutation($input: CreateDataControllerInput!) { createDataController(input: $input) { dataController { id } } }',
    { name: 'Bench' },
  )
  const dataControllerId = made.createDataController.dataController.id
  const added = await ask<{ addIntegration: { webhookUrl: string } }>(
    origin,
    adminKey,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl } }',
    { dataControllerId, label: 'bench', ...integration },
  )
  const url = new URL(added.addIntegration.webhookUrl)
  return origin + url.pathname + url.search
}

/** How many activities all controllers have together. */
export async function countActivities(origin: string, adminKey: string): Promise<number> {
  const query = '{ processingActivities(filter: {}, first: 1) { totalCount } }'
  const found = await ask<{ processingActivities: { totalCount: number } }>(origin, adminKey, query)
  return found.processingActivities.totalCount
}

async function ask<T>(origin: string, key: string, query: string, input?: unknown): Promise<T> {
  const reply = await fetch(`${origin}/api/v1/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables: { input } }),
  })
  const { data, errors } = (await reply.json()) as { data: T | null; errors?: unknown }
  if (data === null || errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`)
  return data
}
