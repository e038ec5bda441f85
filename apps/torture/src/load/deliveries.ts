import { createHmac, randomUUID } from 'node:crypto'
import { stripeBodies, stripeSignature } from '@conduit/bench'
import { type Connected, shop } from './connected.ts'

/** What a platform sends until it is acknowledged. */
export interface Delivery {
  /** The ids that its events are counted by. */
  readonly events: readonly string[]
  /** Its sender gives up after so many milliseconds; default: 30 s, longer than any platform waits. */
  readonly patience?: number
  /** Signed anew for each attempt, as platforms do. */
  request(to: Connected, at: Date): SignedRequest
}

/** One attempt. */
export interface SignedRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const stripeBytes = 1000
const stripeBody = stripeBodies(stripeBytes)
const knownPeople = 200
/** Two values each: Conduit reads 200,000 in a body. */
const mostEvents = 95_000
/** The least patient one, Shopify. */
const platformPatience = 5_000
/** Each tenth is about somebody who was never seen before. */
const newPersonEvery = 10

/** The next delivery of a mixed load: Stripe and Shopify by turns, each with an id of its own. */
export function nextDelivery(index: number, at: Date): Delivery {
  const person = index % newPersonEvery === 0 ? knownPeople + index : index % knownPeople
  return index % 2 === 0 ? stripeDelivery(person, at) : shopifyDelivery(person, at)
}

function stripeDelivery(person: number, at: Date): Delivery {
  const id = `evt_${randomUUID().replaceAll('-', '')}`
  const body = stripeBody({ id, person, at })
  const bytes = Buffer.concat([body.start, body.end])
  return {
    events: [id],
    request: ({ stripe }, now) => ({
      path: stripe.path,
      headers: { 'stripe-signature': stripeSignature(body, stripe.secret, now) },
      body: bytes,
    }),
  }
}

function shopifyDelivery(person: number, at: Date): Delivery {
  const id = randomUUID()
  const body = Buffer.from(JSON.stringify(shopifyCustomer(person, id, at)))
  const headers = {
    'x-shopify-topic': 'customers/update',
    'x-shopify-shop-domain': shop,
    'x-shopify-webhook-id': id,
    'x-shopify-event-id': randomUUID(),
    'x-shopify-triggered-at': at.toISOString(),
  }
  return {
    events: [id],
    request: ({ shopify }) => ({
      path: shopify.path,
      headers: {
        ...headers,
        'x-shopify-hmac-sha256': createHmac('sha256', shopify.secret).update(body).digest('base64'),
      },
      body,
    }),
  }
}

function shopifyCustomer(person: number, note: string, at: Date): object {
  return {
    id: 7_000_000_000 + person,
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
    first_name: 'Sample',
    last_name: `Person ${person}`,
    email: `buyer.${person}@example.com`,
    phone: null,
    note,
    admin_graphql_api_id: `gid://shopify/Customer/${7_000_000_000 + person}`,
    currency: 'EUR',
  }
}

/** Type of events that are about nobody. */
export const ofNobody = 'n'

/** One signed delivery of a system of one's own with so many events, which is recorded in pieces. */
export function largeDelivery(events: number): Delivery {
  const person = (index: number) => ({ t: 'a', email: `p${index % knownPeople}@example.com` })
  return listOf(Array.from({ length: events }, (_, index) => person(index)))
}

/** As many events as fit into a body of 1 MB, by a sender that waits no longer than a platform. */
export function largestDelivery(): Delivery {
  return {
    ...listOf(Array.from({ length: mostEvents }, () => ({ t: ofNobody }))),
    patience: platformPatience,
  }
}

function listOf(list: readonly object[]): Delivery {
  const id = `msg_${randomUUID().replaceAll('-', '')}`
  const body = Buffer.from(JSON.stringify({ events: list }))
  return {
    events: list.map((_, index) => `${id}/events/${index}`),
    request: ({ custom }, now) => {
      const timestamp = String(Math.floor(now.getTime() / 1000))
      const key = Buffer.from(custom.secret.slice('whsec_'.length), 'base64')
      const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body)
      return {
        path: custom.path,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${mac.digest('base64')}`,
        },
        body,
      }
    },
  }
}
