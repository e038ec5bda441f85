import { createHmac } from 'node:crypto'

/** Secret that the bench's deliveries are signed with. */
export const signingSecret = 'whsec_bench-only-not-a-real-secret'

/** An event to make a delivery of. */
interface StripeEvent {
  readonly id: string
  /** Number of the customer that it is about. Each has an e-mail address and a telephone number of its own. */
  readonly person: number
  readonly at: Date
}

/** The body of a delivery in two pieces, of which the second, the longer one, is the same for all of a size. */
interface StripeBody {
  readonly start: Buffer
  readonly end: Buffer
}

const personsPerAreaCode = 10_000
const firstAreaCode = 201

/**
 * Makes bodies of `customer.updated` events of about so many bytes, at least 1,000. What makes a
 * body longer are the customer's subscriptions, without personal data.
 *
 * @example
 * const bodyOf = stripeBodies(10_000)
 * const { start, end } = bodyOf({ id: 'evt_1', person: 7, at: new Date() })
 */
export function stripeBodies(bytes: number): (event: StripeEvent) => StripeBody {
  const at = new Date(0)
  const shortest = JSON.stringify(document({ id: 'evt_0', person: 0, at })).length
  const item = JSON.stringify(subscription(0)).length + 1
  const count = Math.max(0, Math.round((bytes - shortest) / item))
  const subscriptions = Array.from({ length: count }, (_, index) => subscription(index))
  const end = Buffer.from(`,"subscriptions":${JSON.stringify({ data: subscriptions })}}}}`)
  return event => {
    const text = JSON.stringify(document(event))
    // Open at its end: the customer is the last member of the last member.
    return { start: Buffer.from(text.slice(0, -3)), end }
  }
}

/** The value of the `stripe-signature` header: it holds for five minutes. */
export function stripeSignature({ start, end }: StripeBody, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  const mac = createHmac('sha256', secret).update(`${seconds}.`).update(start).update(end)
  return `t=${seconds},v1=${mac.digest('hex')}`
}

function document({ id, person, at }: StripeEvent) {
  const seconds = Math.floor(at.getTime() / 1000)
  return {
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: seconds,
    type: 'customer.updated',
    livemode: true,
    pending_webhooks: 1,
    request: { id: 'req_Bench', idempotency_key: null },
    data: {
      previous_attributes: { email: `former.${person}@example.com`, balance: 100 },
      object: customer(person, seconds),
    },
  }
}

function customer(person: number, seconds: number) {
  const areaCode = firstAreaCode + Math.floor(person / personsPerAreaCode)
  const line = String(person % personsPerAreaCode).padStart(4, '0')
  return {
    id: `cus_Bench${person}`,
    object: 'customer',
    name: `Bench Person ${person}`,
    email: `person.${person}@example.com`,
    phone: `+1${areaCode}555${line}`,
    address: {
      line1: `${person} Sample Ave`,
      line2: null,
      city: 'Example City',
      postal_code: '00000',
      state: 'CA',
      country: 'US',
    },
    balance: 0,
    created: seconds - 86_400,
    currency: 'usd',
    delinquent: false,
    description: 'Made for a load test',
    discount: null,
    invoice_prefix: 'BENCH01',
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    next_invoice_sequence: 12,
    test_clock: null,
    livemode: true,
    metadata: { plan: 'gold', source: 'bench', campaign: 'autumn' },
    preferred_locales: ['en-US'],
    shipping: null,
    tax_exempt: 'none',
  }
}

function subscription(index: number) {
  return {
    id: `sub_Bench${index}`,
    object: 'subscription',
    status: 'active',
    current_period_end: 1_800_000_000 + index,
    cancel_at_period_end: false,
    plan: {
      id: `price_Bench${index}`,
      object: 'plan',
      active: true,
      amount: 1900 + index,
      currency: 'usd',
      interval: 'month',
      interval_count: 1,
      product: `prod_Bench${index}`,
      usage_type: 'licensed',
    },
    quantity: 1 + (index % 5),
  }
}
