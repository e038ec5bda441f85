import { readFileSync } from 'node:fs'
import eventbrite from '@conduit/adapter-eventbrite'
import samples from '@conduit/adapter-eventbrite/samples'
import { decodeId } from '@conduit/core/host'
import { joinTold } from '@conduit/db/people'
import { type Recording, statefulPlatform } from '@conduit/recordings'
import { dueWork, readIntegration } from '@conduit/server'
import { test } from 'tap'
import { advanceRedaction } from '../src/redactions/advance-redaction.ts'
import { checkedRequest } from './support/checked-request.ts'
import { makeController } from './support/controllers.ts'
import { addIntegration, ask } from './support/over-http.ts'
import { testApp } from './support/test-app.ts'

interface Listed {
  readonly redaction: {
    readonly lookups: readonly { readonly outcome: string; readonly reason: string }[]
    readonly tasks: readonly {
      readonly id: string
      readonly object: string
      readonly action: string
      readonly instructions: string | null
    }[]
  }
}

const order: Recording = JSON.parse(
  readFileSync(new URL('order-placed.json', samples.recordings), 'utf8'),
)

test('what Eventbrite has to erase is listed with the numbers to ask it by', async t => {
  const [read] = order.fetchback ?? []
  const platform = await statefulPlatform(() => ({
    status: 200,
    text: String(read?.response.body),
  }))
  t.teardown(() => platform.close())
  const app = await testApp(t, { only: [eventbrite.name], transport: platform.transport })
  const { id: controllerId } = await makeController(app)
  const { integration, webhookUrl } = await addIntegration(app, controllerId, eventbrite.name, {
    ...{ organizationId: '311783287832', webhookIds: ['11806556'] },
    privateToken: 'a-private-token',
  })
  const { pathname, search } = new URL(webhookUrl ?? '')
  const answer = await app.http.inject({
    ...{ method: 'POST', url: pathname + search, payload: String(order.request?.body) },
    headers: { 'content-type': 'application/json', 'x-eventbrite-event': 'order.placed' },
  })
  t.equal(answer.statusCode, 200)
  const ref = decodeId('integration', integration.id)
  if (ref !== null) await readIntegration(app.services, { ...ref, poll: false })
  await joinTold(app.services.administration)

  const dpo = await app.apiKey('dpo')
  const run = <Data>(document: string, variables: object = {}) =>
    ask<Data>(app, document, variables, dpo)
  const requestId = await checkedRequest(run, controllerId, {
    type: 'erasure',
    identifiers: [{ category: 'email', value: 'zofie.novakova@example.com' }],
  })
  const { planRedaction } = await run<{ planRedaction: { redaction: { id: string } } }>(
    'mutation($id: ID!) { planRedaction(requestId: $id) { redaction { id } } }',
    { id: requestId },
  )
  for (let rounds = 0; rounds < 10; rounds += 1)
    for (const each of (await dueWork(app.services)).redactions)
      await advanceRedaction(app.services, each)
  const { redaction } = await run<Listed>(
    `query($id: ID!) { redaction(id: $id) { lookups { outcome reason }
      tasks { id object action instructions } } }`,
    planRedaction.redaction,
  )
  t.strictSame(redaction.lookups, [{ outcome: 'not_asked', reason: 'not_supported' }])
  const byHand = redaction.tasks.filter(({ action }) => action === 'by_hand')
  const shown = []
  for (const { id, object, instructions } of byHand) {
    t.match(instructions, object === 'order' ? /the order number/ : /within” names the event/)
    const { showRedactionTarget } = await run<{ showRedactionTarget: object }>(
      'mutation($id: ID!) { showRedactionTarget(id: $id) { object id within } }',
      { id },
    )
    shown.push(showRedactionTarget)
  }
  t.strictSame(
    new Set(shown.map(each => JSON.stringify(each))),
    new Set([
      '{"object":"order","id":"1034608029","within":null}',
      '{"object":"attendee","id":"1346364453","within":{"event":"71059816825"}}',
    ]),
  )
})
