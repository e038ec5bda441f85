import type { Registering } from '@conduit/core'
import { registerWebhooks, textAt, valueAt } from '@conduit/core'
import { askMandrill } from './mandrill-api.ts'
import type { Settings } from './settings.ts'

const events = [
  'send',
  'delivered',
  'deferral',
  'hard_bounce',
  'soft_bounce',
  'reject',
  'open',
  'click',
  'spam',
  'unsub',
  'blacklist',
  'whitelist',
]

/**
 * Registers a webhook for message events and list changes. Its address is signed with each call, so
 * it is kept as it was given.
 * @see https://mailchimp.com/developer/transactional/api/webhooks/add-webhook/
 */
export const setup = registerWebhooks<Settings>({
  isByHand: ({ signingSecret }) => signingSecret !== undefined,
  async create(url, registering) {
    const made = await ask('add', { url, description: 'Conduit', events }, registering)
    const key = valueAt(made, '/auth_key')
    const learned = { webhookUrl: url, ...(typeof key === 'string' && { signingSecret: key }) }
    return { id: textAt(made, '/id'), settings: learned }
  },
  isLive,
  // To delete what is gone already is answered 500.
  async remove(id, registering) {
    if (await isLive(id, registering)) await ask('delete', { id: Number(id) }, registering)
  },
})

async function isLive(id: string, registering: Registering<Settings>): Promise<boolean> {
  const all = await ask('list', {}, registering)
  return Array.isArray(all) && all.some(webhook => String(valueAt(webhook, '/id')) === id)
}

function ask(
  what: 'add' | 'list' | 'delete',
  input: object,
  registering: Registering<Settings>,
): Promise<unknown> {
  return askMandrill(`1.0/webhooks/${what}`, input, registering)
}
