import { decodeId } from '@conduit/core/host'
import { createStore, setIntegrationStatus } from '@conduit/db'
import { test } from 'tap'
import { testKeyring } from './support/invented.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { testApp } from './support/test-app.ts'

const anHourEarlier = '2026-11-01T11:00:00.000Z'
const actor = { type: 'operator', id: null }

test('what another process has switched off is refused within seconds', async t => {
  const app = await testApp(t)
  const { webhook, integrationId } = await connectStripe(app)
  const send = async (id: string) => (await sendSigned(app, webhook, customerEvent(id))).statusCode
  t.equal(await send('evt_1'), 200)
  const other = createStore(app.database, {
    keyring: testKeyring(),
    now: app.clock.now,
    onWaiting: async () => undefined,
  })
  const ref = decodeId('integration', integrationId)
  if (ref === null) throw new Error('not an id')
  await setIntegrationStatus(other.administration, actor, ref, 'disabled')
  t.equal(await send('evt_2'), 200, 'it is remembered')
  app.clock.set(anHourEarlier)
  app.clock.advance(5)
  t.equal(await send('evt_3'), 401, 'for five seconds and not for an hour')
})

test('who was refused for sending too much is heard again after the window', async t => {
  const app = await testApp(t, { rateLimit: { max: 1, windowMilliseconds: 60_000 } })
  const send = async () => (await app.http.inject('/nothing-here')).statusCode
  t.equal(await send(), 404)
  t.equal(await send(), 429)
  app.clock.set(anHourEarlier)
  app.clock.advance(59)
  t.equal(await send(), 429)
  app.clock.advance(1)
  t.equal(await send(), 404)
  t.equal(await send(), 429, 'and the window after it has the same limit')
})
