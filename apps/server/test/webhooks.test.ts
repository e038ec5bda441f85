import { test } from 'tap'
import { openInMemory } from './support/services.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { testApp } from './support/test-app.ts'

test('a webhook on its way through the whole server', async t => {
  const app = await testApp(t)
  const { webhook, controllerId, integrationId, did, dxKey } = await connectStripe(app)

  await t.test('is recorded, and told from its repetition', async t => {
    const first = await sendSigned(app, webhook, customerEvent())
    t.equal(first.statusCode, 200)
    t.match(first.json(), {
      status: 'success',
      data: { deliveryId: /^dlv_/, events: 1, duplicate: false },
    })
    const second = await sendSigned(app, webhook, customerEvent())
    t.match(second.json(), { data: { deliveryId: first.json().data.deliveryId, duplicate: true } })
  })

  await t.test('wrong or missing credentials: 401 with one and the same body', async t => {
    const path = '/api/v1/integrations/stripe/event'
    const bodies = new Set<string>()
    for (const url of [
      path,
      `${path}?token=`,
      `${path}?token=nonsense`,
      `${webhook.slice(0, -2)}xx`,
      `${path}?did=${did}&dxKey=${dxKey}`,
    ]) {
      const reply = await sendSigned(app, url, customerEvent())
      t.equal(reply.statusCode, 401)
      bodies.add(reply.body)
    }
    const unsigned = await app.http.inject({
      method: 'POST',
      url: webhook,
      payload: customerEvent(),
    })
    t.equal(unsigned.statusCode, 401)
    bodies.add(unsigned.body)
    const forged = await sendSigned(app, webhook, customerEvent(), {
      'stripe-signature': 't=1,v1=00',
    })
    t.equal(forged.statusCode, 401)
    bodies.add(forged.body)
    t.equal(bodies.size, 1)
    t.match(JSON.parse([...bodies][0] ?? ''), { code: 'unauthorized', status: 401 })
  })

  await t.test('a body that does not fit: 400 with the pointer, kept if it was signed', async t => {
    const broken = await sendSigned(app, webhook, '{"id": canary4711')
    t.equal(broken.statusCode, 400)
    const misfit = await sendSigned(
      app,
      webhook,
      '{"id":"evt_2","object":"event","type":7,"data":"canary4711"}',
    )
    t.equal(misfit.statusCode, 400)
    t.equal(misfit.headers['content-type'], 'application/problem+json; charset=utf-8')
    t.ok(misfit.json().errors.length > 0)
    t.notMatch(misfit.body + broken.body, 'canary')
    const listed = await app.graph(
      'query($filter: QuarantineFilter) { quarantine(filter: $filter) { totalCount nodes { step reason } } }',
      { filter: { dataControllerId: controllerId } },
    )
    t.match(listed.data, { quarantine: { totalCount: 2 } })
  })

  await t.test('too deep, too large, of another type, with another method', async t => {
    const deep = `{"id":"evt_3","object":"event","type":"x","data":{"object":{}},"deep":${'['.repeat(500)}${']'.repeat(500)}}`
    t.equal((await sendSigned(app, webhook, deep)).statusCode, 400)
    const large = customerEvent('evt_4', { description: 'x'.repeat(1_100_000) })
    t.equal((await sendSigned(app, webhook, large)).statusCode, 413)
    const typed = await sendSigned(app, webhook, customerEvent('evt_5'), {
      'content-type': 'text/xml',
    })
    t.equal(typed.statusCode, 415)
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
      const reply = await app.http.inject({ method, url: webhook })
      t.equal(reply.statusCode, 405)
      t.equal(reply.headers.allow, 'POST')
    }
  })

  await t.test(
    'an unknown adapter, an adapter that is off, an unknown endpoint: 404 without the URL',
    async t => {
      for (const url of [
        '/api/v1/integrations/nobody/event?token=canary4711',
        '/api/v1/integrations/xero/event?token=canary4711',
        '/api/v1/integrations/stripe/other?token=canary4711',
        '/canary4711?dxKey=canary4711',
      ]) {
        const reply = await sendSigned(app, url, customerEvent())
        t.equal(reply.statusCode, 404)
        t.match(reply.json(), { code: 'not_found' })
        t.notMatch(reply.body, 'canary')
      }
    },
  )

  await t.test('a URL that cannot be read is a problem document too', async t => {
    const reply = await app.http.inject({ method: 'GET', url: '/%zz?token=canary4711' })
    t.equal(reply.statusCode, 400)
    t.notMatch(reply.body, 'canary')
    t.match(reply.json(), { code: 'invalid' })
  })

  await t.test('a disabled or removed integration answers like a wrong key', async t => {
    await app.graph(
      'mutation($id: ID!) { disableIntegration(id: $id) { integration { status } } }',
      {
        id: integrationId,
      },
    )
    t.equal((await sendSigned(app, webhook, customerEvent('evt_6'))).statusCode, 401)
    await app.graph(
      'mutation($id: ID!) { enableIntegration(id: $id) { integration { status } } }',
      {
        id: integrationId,
      },
    )
    t.equal((await sendSigned(app, webhook, customerEvent('evt_6'))).statusCode, 200)
    const other = await connectStripe(app, 'Other Ltd')
    await app.graph('mutation($id: ID!) { removeIntegration(id: $id) { id } }', {
      id: other.integrationId,
    })
    t.equal((await sendSigned(app, other.webhook, customerEvent('evt_7'))).statusCode, 401)
  })

  await t.test('nothing of all that is in the log but what the list allows', async t => {
    const leaks = app.log.lines().filter(line => {
      const text = JSON.stringify(line)
      return /canary|jane|cus_0001|whsec|dxk_|cak_|did:dep|token=|evt_/i.test(text)
    })
    t.same(leaks, [])
    const webhooks = app.log.lines().filter(({ msg }) => msg === 'webhook')
    t.ok(webhooks.some(({ code, status }) => code === 'recorded' && status === 200))
    t.ok(webhooks.some(({ code, reason }) => code === 'unauthorized' && typeof reason === 'string'))
  })

  await t.test('and it is counted', async t => {
    const { body } = await app.http.inject('/metrics')
    t.match(body, 'conduit_webhook_calls_total{adapter="stripe",endpoint="event",code="recorded"}')
    t.match(body, 'conduit_webhook_seconds_bucket')
    t.match(body, 'conduit_seconds_since_last_delivery{adapter="stripe"} 0')
    t.notMatch(body, did)
  })

  await t.test('so is what is left out of a person', async t => {
    const integrationId = `int_${'A'.repeat(43)}`
    app.services.adapters.get('stripe')?.receiver.onExcess({ identifiers: 7, integrationId })
    const { body } = await app.http.inject('/metrics')
    t.match(body, 'conduit_identifiers_left_out_total{adapter="stripe"} 7')
    const line = app.log.lines().find(({ msg }) => msg === 'identifiers left out')
    t.match(line, { adapter: 'stripe', identifiers: 7, integrationId })
  })
})

test('without a database nothing is lost: 503 with Retry-After', async t => {
  const app = await testApp(t, { database: await openInMemory() })
  const { webhook } = await connectStripe(app)
  await app.database.close()
  const reply = await sendSigned(app, webhook, customerEvent())
  t.equal(reply.statusCode, 503)
  t.ok(Number(reply.headers['retry-after']) > 0)
  t.match(reply.json(), { code: 'unavailable' })
  const ready = await app.http.inject('/health/ready')
  t.equal(ready.statusCode, 503)
  t.ok(Number(ready.headers['retry-after']) > 0)
  t.equal((await app.http.inject('/health/live')).statusCode, 200)
  const graph = await app.graph('{ me { name } }')
  t.equal(graph.status, 503)
})
