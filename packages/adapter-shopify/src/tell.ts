import {
  type ConsentFound,
  type ConsentPropagation,
  PlatformError,
  type Reference,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { askShop } from './admin-api.ts'
import { isId } from './customer-found.ts'
import type { Settings } from './settings.ts'

/** How a channel is told, and where a customer has it. */
interface Channel {
  /** The channel in names of the API. */
  readonly kind: 'Email' | 'Sms' | 'WhatsApp'
  /** The member that holds what is told, and names within it. */
  readonly choice: string
  readonly names: { readonly state: string; readonly level: string; readonly at: string }
  /** Where a customer is reached; null: nowhere. */
  readonly address: string
  /** The state within it. */
  readonly state: string
}

const older = { state: 'marketingState', level: 'marketingOptInLevel', at: 'consentUpdatedAt' }
const newer = { state: 'state', level: 'optInLevel', at: 'updatedAt' }

/** By the names that events give them. */
const channels: ReadonlyMap<string, Channel> = new Map<string, Channel>([
  [
    'email',
    {
      ...{ kind: 'Email', choice: 'emailMarketingConsent', names: older },
      ...{ address: '/defaultEmailAddress', state: '/marketingState' },
    },
  ],
  [
    'sms',
    {
      ...{ kind: 'Sms', choice: 'smsMarketingConsent', names: older },
      ...{ address: '/defaultPhoneNumber', state: '/smsMarketingConsent/state' },
    },
  ],
  [
    'whats_app',
    {
      ...{ kind: 'WhatsApp', choice: 'whatsAppMarketingConsent', names: newer },
      ...{ address: '/defaultPhoneNumber', state: '/whatsAppMarketingConsent/state' },
    },
  ],
])

const looking = `query($identifier: CustomerIdentifierInput!) {
  customer: customerByIdentifier(identifier: $identifier) {
    id
    defaultEmailAddress { marketingState }
    defaultPhoneNumber { smsMarketingConsent { state } whatsAppMarketingConsent { state } }
  }
}`

const found: ReadonlyMap<unknown, ConsentFound> = new Map([
  ['SUBSCRIBED', 'granted'],
  ['UNSUBSCRIBED', 'withdrawn'],
])
/** What only Shopify writes, and does not take back. */
const final = new Set<unknown>(['REDACTED', 'INVALID'])

/**
 * Marketing by e-mail, SMS and WhatsApp, at a customer of whom the shop told. The shop keeps when the
 * person decided, and sends nothing for it.
 *
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerEmailMarketingConsentUpdate
 * @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerSmsMarketingConsentUpdate
 */
export const tell: ConsentPropagation<Settings> = {
  plan({ channel, purpose }, references) {
    if (!channels.has(channel) || purpose !== 'marketing') return []
    return references.filter(target => identifierOf(target) !== null)
  },

  async tell(target, { channel, state, at }, { settings }, platform) {
    const way = channels.get(channel)
    if (way === undefined) return 'refused'
    const shop = { settings, platform }
    const customer = await customerOf(target, shop)
    const address = valueAt(customer, way.address)
    // Of a customer whom it cannot reach the shop takes some choices, and keeps none.
    if (address == null) return 'not_found'
    if (final.has(textOrNull(address, way.state))) return 'refused'
    const choice = {
      [way.names.state]: state === 'granted' ? 'SUBSCRIBED' : 'UNSUBSCRIBED',
      // How it was given is not told here, and without a level the shop takes nothing.
      [way.names.level]: 'UNKNOWN',
      // Nor does it take what is said to be later than now.
      [way.names.at]: new Date(Math.min(Number(at), Number(platform.now))).toISOString(),
    }
    const input = { customerId: valueAt(customer, '/id'), [way.choice]: choice }
    const answer = await askShop(mutationOf(way), { input }, shop)
    const error = valueAt(answer, '/data/done/userErrors/0')
    if (error === undefined) return 'told'
    if (valueAt(error, '/code') !== 'INTERNAL_ERROR') return 'refused'
    throw new PlatformError('upstream_error', 'the shop could not keep a decision')
  },

  async look(target, { channel }, { settings }, platform) {
    const way = channels.get(channel)
    const customer = await customerOf(target, { settings, platform })
    const state = way && textOrNull(customer, way.address + way.state)
    return found.get(state) ?? 'unknown'
  },
}

function mutationOf({ kind }: Channel): string {
  const update = `ustomer${kind}MarketingConsentUpdate`
  return `mutation($input: C${update}Input!) {
    done: c${update}(input: $input) { userErrors { code } }
  }`
}

async function customerOf(
  target: Reference,
  shop: Parameters<typeof askShop>[2],
): Promise<unknown> {
  const identifier = identifierOf(target)
  if (identifier === null) return null
  return valueAt(await askShop(looking, { identifier }, shop), '/data/customer') ?? null
}

/** Null: it is nobody who can be told of. */
function identifierOf({ object, id }: Reference): object | null {
  if (object === 'customer' && isId(id)) return { id: `gid://shopify/Customer/${id}` }
  if (object === 'customer-of-email') return { emailAddress: id }
  return null
}
