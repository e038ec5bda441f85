import samples from '@conduit/adapter-shopify/samples'
import { type LoadedAdapters, loadAdapters } from '@conduit/server'
import { test } from 'tap'
import { makeController } from './support/controllers.ts'
import { addIntegration } from './support/over-http.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { testApp } from './support/test-app.ts'

const body = customerEvent('evt_large', { description: 'canary4711'.repeat(150_000) })

async function stripeWith(maxBytes?: number): Promise<LoadedAdapters> {
  const entry = maxBytes === undefined ? true : { maxBytes }
  return await loadAdapters({ stripe: entry }, process.cwd())
}

test('what is larger than an adapter takes is counted, and told with its integration', async t => {
  const app = await testApp(t, { adapters: await stripeWith() })
  const { webhook, integrationId } = await connectStripe(app)
  t.equal((await sendSigned(app, webhook, body)).statusCode, 413)
  t.match(
    (await app.http.inject('/metrics')).body,
    'conduit_webhook_calls_total{adapter="stripe",endpoint="event",code="too_large"} 1',
  )
  const lines = app.log.lines().filter(({ code }) => code === 'too_large')
  t.match(lines, [{ msg: 'webhook', adapter: 'stripe', status: 413, integrationId }])
  t.match(lines, [{ reason: /larger than the adapter takes/ }])
  t.notMatch(JSON.stringify(app.log.lines()), 'canary4711')
})

test('an operator lets larger ones in, as far as they say', async t => {
  const app = await testApp(t, { adapters: await stripeWith(2_000_000) })
  const { webhook } = await connectStripe(app)
  t.equal((await sendSigned(app, webhook, body)).statusCode, 200)
  const larger = customerEvent('evt_larger', { description: 'x'.repeat(2_000_000) })
  t.equal((await sendSigned(app, webhook, larger)).statusCode, 413)
})

/** An order as a wholesaler sends it. */
function orderOf(lines: number): string {
  const money = { shop_money: { amount: '1.00', currency_code: 'EUR' } }
  const line = {
    ...{ title: 'Seed packet', price: '1.00', price_set: money, total_discount_set: money },
    ...{ tax_lines: [{ title: 'VAT', price: '0.19', price_set: money }], properties: [] },
    note: 'x'.repeat(500),
  }
  return JSON.stringify({
    ...{ id: 9, admin_graphql_api_id: 'gid://shopify/Order/9', email: 'bulk@example.com' },
    line_items: Array.from({ length: lines }, (_, index) => ({ ...line, id: index })),
  })
}

test('an order of 1,500 lines is taken as it comes', async t => {
  const app = await testApp(t, { only: ['shopify'] })
  const { id } = await makeController(app)
  const settings = { signingSecret: 'shpss_0001_not_a_real_secret' }
  const { webhookUrl } = await addIntegration(app, id, 'shopify', settings)
  const { pathname, search } = new URL(webhookUrl ?? '')
  const payload = orderOf(1_500)
  t.ok(payload.length > 1_048_576)
  const call = { method: 'POST', url: pathname + search, body: payload }
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': 'fern-example.myshopify.com',
    'x-shopify-webhook-id': '85261f20-2dc1-5d37-8c03-86d0400eaf4e',
    ...samples.sign({ ...call, headers: {} }, settings, app.clock.now()),
  }
  const reply = await app.http.inject({ method: 'POST', url: call.url, headers, payload })
  t.equal(reply.statusCode, 200)
  t.match(reply.json(), { data: { events: 1 } })
})
