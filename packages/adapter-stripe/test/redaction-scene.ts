import stripe from '@conduit/adapter-stripe'
import type { RedactionOutcome } from '@conduit/core'
import { fakeStripe } from '@conduit/fake-platforms/stripe'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import Stripe from 'stripe'

export const settings = { signingSecret: 'whsec_test-secret-0001', apiKey: 'rk_test_fake-key-0001' }

interface Given {
  readonly hasJobs?: boolean
  readonly young?: number
  readonly goes?: readonly string[]
  readonly stays?: readonly string[]
  readonly payments?: Readonly<Record<string, RedactionOutcome>>
}

/** Ada with payments, somebody of her name, and somebody who was deleted. */
export async function start({
  hasJobs = false,
  young = 0,
  goes = [],
  stays = [],
  payments = {},
}: Given) {
  const fake = fakeStripe({ hasJobs })
  fake.redaction.young = young
  const platform = await statefulPlatform(fake.answer)
  const { hostname, port } = new URL(platform.origin)
  const client = new Stripe('sk_test_fake', { host: hostname, port, protocol: 'http' })
  const ada = await client.customers.create({
    ...{ email: 'Ada@example.com', name: 'Ada Sample', phone: '+12025550101' },
    address: { line1: '1 Sample Street', city: 'Springfield', country: 'US' },
  })
  await client.charges.create({
    ...{ customer: ada.id, amount: 100, currency: 'usd', receipt_email: 'receipts@example.com' },
  })
  const other = await client.customers.create({ email: 'other@example.com', name: 'Ada Sample' })
  const gone = await client.customers.create({ email: 'gone@example.com', name: 'Gone' })
  await client.customers.del(gone.id)
  const target = (id: string) =>
    ({ target: { object: 'customer', id }, action: 'erase', expected: 'erased' }) as const
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        knownBy('email', 'Ada@example.com'),
        knownBy('phone', '+12025550101'),
        knownAs('customer', ada.id),
        { ...knownBy('email', 'Ada@example.com'), ...knownAs('customer', ada.id) },
      ],
      goes: ['Ada@example.com', '+12025550101', '1 Sample Street', ...goes],
      stays,
      others: ['other@example.com', other.id],
      strangers: [
        knownBy('email', 'ada@example.com.invalid'),
        knownBy('email', 'gone@example.com'),
        knownAs('customer', '../charges'),
        knownAs('customer', gone.id),
      ],
      gone: [target(gone.id), target('cus_nobody')],
      outcomes: { customer: 'erased' as const, ...payments },
      settle: () => fake.redaction.settle(),
    },
  }
}

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: stripe,
  settings,
  checkedBy: { client: 'stripe', description: 'https://github.com/stripe/openapi' },
  start: () => start({ hasJobs: true, goes: ['receipts@example.com'] }),
} satisfies ErasureScene
