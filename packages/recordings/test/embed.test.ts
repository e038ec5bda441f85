import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'tap'
import { blockOf, runPage } from './support/page.ts'

const signingSecret = 'whsec_example-only-0001'

/** A delivery as Stripe signs it now. */
function signed(body: string, secret: string): RequestInit {
  const time = Math.floor(Date.now() / 1000)
  const code = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'stripe-signature': `t=${time},v1=${code}`,
  }
  return { method: 'POST', headers, body }
}

test('the application in docs/embed.md takes a signed delivery and shows what it kept', async t => {
  const app = await runPage(t, 'embed.md', { STRIPE_SIGNING_SECRET: signingSecret })
  const [webhook] = (await once(createInterface(app.stdout), 'line')) as [string]
  const body = JSON.stringify({
    id: 'evt_0001',
    object: 'event',
    type: 'customer.created',
    created: Date.parse('2026-11-10T09:00:00.000Z') / 1000,
    data: {
      object: { id: 'cus_0001', object: 'customer', email: 'jane@example.com', name: 'Jane Doe' },
    },
  })
  const forged = await fetch(webhook, signed(body, 'whsec_of-somebody-else'))
  t.equal(forged.status, 401)
  const taken = await fetch(webhook, signed(body, signingSecret))
  t.equal(taken.status, 200)
  t.match(await taken.json(), { status: 'success', data: { events: 1, duplicate: false } })
  const again = await fetch(webhook, signed(body, signingSecret))
  t.match(await again.json(), { data: { duplicate: true } })
  const recorded = await (await fetch(new URL('/recorded', webhook))).json()
  t.strictSame(recorded, JSON.parse(await blockOf('embed.md', 'json')), 'as the page says')
})
