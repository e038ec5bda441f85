import { test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import { testApp } from './support/test-app.ts'

test('what was kept aside, a hold to be reviewed and a subscriber that fails need somebody', async t => {
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(quietPlatform())),
    subscribers: [
      {
        name: 'mail',
        topics: ['purpose.changed'],
        receive: async () => {
          throw new RangeError('not today')
        },
      },
    ],
  })
  const { id: dataControllerId } = await makeController(app)
  const settings = { shop: 'one', webhookSecret: 'long enough' }
  const { path } = await connectLoyalty(app, dataControllerId, settings)
  const attention = async () => {
    const document = 'query($id: ID!) { attention(dataControllerId: $id) { kind severity count } }'
    return (await ask<{ attention: object[] }>(app, document, { id: dataControllerId })).attention
  }
  t.same(await attention(), [])

  await app.http.inject({ method: 'POST', url: path, payload: { id: 'bug' } })
  const keptAside = { kind: 'deliveries_kept_aside', severity: 'error', count: 1 }
  t.same(await attention(), [keptAside])

  const place = `mutation($input: PlaceHoldInput!) { placeHold(input: $input) { __typename } }`
  const basis = { dataControllerId, basis: 'legal_claims' }
  await ask(app, place, { input: { ...basis, reviewAt: '2026-11-02T00:00:00Z' } })
  t.same(await attention(), [keptAside], 'its day has not come')
  app.clock.set('2026-11-02T00:00:00Z')
  const toReview = { kind: 'holds_to_review', severity: 'warning', count: 1 }
  t.same(await attention(), [keptAside, toReview])

  await ask(
    app,
    `mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { __typename } }`,
    { input: { dataControllerId, name: 'Newsletter', legalBasis: 'consent' } },
  )
  for (let tries = 0; tries < 2; tries += 1) {
    await app.services.notifier.look()
    app.clock.advance(60)
  }
  t.same(await attention(), [keptAside, toReview], 'twice may come right by itself')
  await app.services.notifier.look()
  const failing = { kind: 'subscribers_failing', severity: 'warning', count: 1 }
  t.same(await attention(), [keptAside, failing, toReview])
})
