import { t as root, test } from 'tap'
import { ask } from './support/over-http.ts'
import { playAll } from './support/play-all.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { emptyDatabase, testApp } from './support/test-app.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

test('every recording over HTTP, read back by GraphQL: PGlite', async t => {
  await playAll(t, await emptyDatabase())
})

test('a delivery that is posted twice at once, a hundred times over, leaves one record each', async t => {
  const app = await testApp(t)
  const { webhook, integrationId } = await connectStripe(app)
  const replies = await Promise.all(
    Array.from({ length: 100 }, (_, index) => customerEvent(`evt_pair_${index}`)).flatMap(body => [
      sendSigned(app, webhook, body),
      sendSigned(app, webhook, body),
    ]),
  )
  t.ok(replies.every(({ statusCode }) => statusCode === 200))
  const duplicates = replies.filter(reply => reply.json().data.duplicate === true)
  t.equal(duplicates.length, 100)
  for (const field of ['deliveries', 'processingActivities']) {
    const type = field === 'deliveries' ? 'DeliveryFilter' : 'ProcessingActivityFilter'
    const query = `query($filter: ${type}!) { ${field}(filter: $filter, first: 1) { totalCount } }`
    const answer = await ask<Record<string, { totalCount: number }>>(app, query, {
      filter: { integrationId },
    })
    t.equal(answer[field]?.totalCount, 100, field)
  }
})
