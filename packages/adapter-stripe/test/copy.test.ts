import stripe from '@conduit/adapter-stripe'
import { fakeStripe } from '@conduit/fake-platforms/stripe'
import { exportSuite, knownBy, statefulPlatform } from '@conduit/testing'
import Stripe from 'stripe'
import { test } from 'tap'

const settings = { signingSecret: 'whsec_test-secret-0001', apiKey: 'rk_test_fake-key-0001' }
const adaMail = 'Ada@example.com'

/** Ada with all that hangs on a customer, somebody else, and somebody who was deleted. */
async function start() {
  const fake = fakeStripe()
  const platform = await statefulPlatform(fake.answer)
  const { hostname, port } = new URL(platform.origin)
  const client = new Stripe('sk_test_fake', { host: hostname, port, protocol: 'http' })
  const ada = await client.customers.create({
    ...{ email: adaMail, name: 'Ada Sample', phone: '+12025550101' },
    address: { line1: '1 Sample Street', city: 'Springfield', country: 'US' },
    metadata: { birthday: '1990-02-03' },
  })
  await client.customers.createTaxId(ada.id, { type: 'eu_vat', value: 'DE000000001' })
  const method = await client.paymentMethods.create({
    ...{ type: 'card', billing_details: { name: 'A. Sample' } },
  })
  await client.paymentMethods.attach(method.id, { customer: ada.id })
  await client.subscriptions.create({ customer: ada.id, description: 'Ada’s own plan' })
  await client.invoices.create({ customer: ada.id, description: 'For Ada’s birthday' })
  await client.paymentIntents.create({
    ...{ customer: ada.id, amount: 100, currency: 'usd', receipt_email: 'receipts@example.com' },
  })
  for (let number = 0; number < 120; number++) {
    await client.charges.create({
      ...{ customer: ada.id, amount: 100, currency: 'usd', description: `Charge ${number}.` },
    })
  }
  await client.checkout.sessions.create({ customer: ada.id, success_url: 'https://s.example.com' })
  const bo = await client.customers.create({ email: 'bo@example.com', name: 'Bo Other' })
  await client.charges.create({ customer: bo.id, amount: 1, currency: 'usd', description: 'Bo’s' })
  const gone = await client.customers.create({ email: 'gone@example.com', name: 'Gone' })
  await client.customers.del(gone.id)
  const email = (value: string) => knownBy('email', value)
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        email(adaMail),
        { identifiers: [{ category: 'phone', value: '+12025550101' } as const], references: [] },
        { identifiers: [], references: [{ object: 'customer', id: ada.id }] },
        { ...email(adaMail), references: [{ object: 'customer', id: ada.id }] },
      ],
      holds: [
        ...[adaMail, 'Ada Sample', '+12025550101', '1 Sample Street', '1990-02-03', 'DE000000001'],
        ...['A. Sample', 'Ada’s own plan', 'For Ada’s birthday', 'receipts@example.com'],
        ...['Charge 0.', 'Charge 119.', 'https://s.example.com'],
      ],
      lacks: ['Bo Other', 'Bo’s'],
      strangers: [
        email('ada@example.com.invalid'),
        email("x' OR email:'ada@example.com"),
        email('gone@example.com'),
        { identifiers: [], references: [{ object: 'customer', id: '../charges' }] },
      ],
      gone: [
        { object: 'customer', id: gone.id },
        { object: 'customer', id: 'cus_nobody' },
        { object: 'account', id: 'acct_nobody' },
      ],
    },
  }
}

test('copies of what Stripe holds', t => exportSuite(t, { adapter: stripe, settings, start }))
