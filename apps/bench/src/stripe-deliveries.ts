import samples from '@conduit/adapter-stripe/samples'

/** One request to send. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Secret that the bench's deliveries are signed with. */
export const signingSecret = 'whsec_bench-only-not-a-real-secret'

/**
 * Signed `customer.updated` events of about 1 kB, each with an id of its own, about `people` customers.
 * The signatures hold for five minutes.
 */
export function stripeDeliveries(count: number, people: number, run: string): readonly Delivery[] {
  const at = new Date()
  return Array.from({ length: count }, (_, index) => {
    const body = JSON.stringify(event(`evt_${run}_${index}`, index % people, at))
    const unsigned = { method: 'POST', url: '', headers: {}, body }
    const signature = samples.sign(unsigned, { signingSecret }, at)
    return { body, headers: { 'content-type': 'application/json; charset=utf-8', ...signature } }
  })
}

function event(id: string, person: number, at: Date) {
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
      object: {
        id: `cus_Bench${person}`,
        object: 'customer',
        name: `Bench Person ${person}`,
        email: `person.${person}@example.com`,
        phone: `+1202555${String(person % 10_000).padStart(4, '0')}`,
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
      },
      previous_attributes: { email: `former.${person}@example.com`, balance: 100 },
    },
  }
}
