import { test } from 'tap'
import { makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { addIntegration } from './support/over-http.ts'
import { testApp } from './support/test-app.ts'

test('what a full quarantine does not keep is counted, told and shown', async t => {
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(quietPlatform())),
    quarantineQuota: { rows: 1, bytes: 10_000 },
  })
  const { id } = await makeController(app)
  const settings = { shop: 'one', apiKey: 'long enough', webhookSecret: 'long enough' }
  const { integration, webhookUrl } = await addIntegration(app, id, 'loyalty', settings)
  const url = (webhookUrl ?? '').replace(/^https:..[^/]+/, '')
  for (const note of [1, 2, 3]) {
    const reply = await app.http.inject({ method: 'POST', url, payload: { id: 'bug', note } })
    t.equal(reply.statusCode, 503, 'nobody signed it: it has to come again')
  }
  const { data } = await app.graph(
    'query($id: ID!) { quarantine { nodes { id } } integrations(dataControllerId: $id) { nodes { quarantineLeftOut } } }',
    { id },
  )
  t.match(data, { integrations: { nodes: [{ quarantineLeftOut: 2 }] } })
  t.match(data, { quarantine: { nodes: { length: 1 } } })
  t.match(
    (await app.http.inject('/metrics')).body,
    'conduit_quarantine_left_out_total{adapter="loyalty"} 2',
  )
  const lines = app.log.lines().filter(({ msg }) => msg === 'quarantine full')
  t.match(lines, [{ integrationId: integration.id, adapter: 'loyalty' }, {}])
})
