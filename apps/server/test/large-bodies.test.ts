import { type LoadedAdapters, loadAdapters } from '@conduit/server'
import { test } from 'tap'
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
