import { PlatformError, type Registering, registerWebhooks, textAt, valueAt } from '@conduit/core'
import { askShop } from './admin-api.ts'
import type { Settings } from './settings.ts'

/** Those of compliance are not among them: no API subscribes these. */
const topics = [
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
  'CUSTOMERS_MARKETING_CONSENT_UPDATE',
  'CUSTOMERS_WHATS_APP_MARKETING_CONSENT_UPDATE',
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_CANCELLED',
  'APP_UNINSTALLED',
]

const creating = `mutation($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) {
  done: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) {
    webhookSubscription { id } userErrors { field }
  }
}`
const looking = 'query($id: ID!) { webhookSubscription(id: $id) { id } }'
const deleting =
  'mutation($id: ID!) { done: webhookSubscriptionDelete(id: $id) { userErrors { field } } }'

/**
 * Subscribes each topic for the app whose token it is; its secret signs what comes.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate
 */
export const setup = registerWebhooks<Settings>({
  names: () => topics,
  // After 8 failures in a row Shopify deletes a subscription.
  lookEvery: 86_400,
  async create(uri, registering) {
    const variables = { topic: registering.name, webhook: { uri, format: 'JSON' } }
    const made = await askShop(creating, variables, registering)
    const field = valueAt(made, '/data/done/userErrors/0/field')
    if (field !== undefined) refuseBecauseOf(field)
    return { id: textAt(made, '/data/done/webhookSubscription/id') }
  },
  isLive,
  async remove(id, registering) {
    const done = await askShop(deleting, { id }, registering)
    const isRefused = valueAt(done, '/data/done/userErrors/0') !== undefined
    if (isRefused && (await isLive(id, registering)))
      throw new PlatformError('upstream_error', 'the shop does not delete a subscription')
  },
})

async function isLive(id: string, registering: Registering<Settings>): Promise<boolean> {
  const found = await askShop(looking, { id }, registering)
  return valueAt(found, '/data/webhookSubscription/id') === id
}

/** What is not about our address is about the topic: the app may not have it. */
function refuseBecauseOf(field: unknown): never {
  const isTopic = Array.isArray(field) && !['uri', 'callbackUrl'].includes(String(field.at(-1)))
  throw isTopic
    ? new PlatformError('auth_failed', 'the app may not subscribe to a topic')
    : new PlatformError('upstream_error', 'the shop does not take a subscription')
}
