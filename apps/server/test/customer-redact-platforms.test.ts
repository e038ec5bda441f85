import { decodeId } from '@conduit/core/host'
import { fakeSalesforce } from '@conduit/fake-platforms/salesforce'
import { statefulPlatform } from '@conduit/recordings'
import { dueWork } from '@conduit/server'
import { t as root, test } from 'tap'
import { eraseAtPlatform } from '../src/jobs/erase-at-platform.ts'
import { advanceRedaction } from '../src/redactions/advance-redaction.ts'
import { callRedact, lookAtJob } from './support/call-redact.ts'
import { makeController } from './support/controllers.ts'
import { ada, toldToPlatforms } from './support/one-person.ts'
import { adaOf, connected, type Slug, slugs, tellOfAda } from './support/one-person-stage.ts'
import { addIntegration } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { type TestApp, testApp } from './support/test-app.ts'

root.setTimeout(300_000)

/** As long as a platform may take. */
const days = 20

/** What the queue does, and what the platforms do in their own time. */
async function work(app: TestApp, settle: () => void): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const { redactions, erasures } = await dueWork(app.services)
      if (redactions.length + erasures.length === 0) break
      for (const each of redactions) await advanceRedaction(app.services, each)
      for (const each of erasures) await eraseAtPlatform(app.services, each, 'a job')
      settle()
    }
    app.clock.advance(86_400)
  }
}

const called: readonly Slug[] = ['stripe', 'woocommerce', 'mailchimp-marketing', 'xero']

test('a call erases at its platform, one after the other, and nowhere else', async t => {
  const stage = await connected(t)
  const { app, heldBy, redactUrlOf, settle } = stage
  await tellOfAda(stage)
  const gone = new Set<Slug>()
  for (const slug of called) {
    const url = redactUrlOf(slug)
    t.match(new URL(url).pathname, new RegExp(`^/api/v1/integrations/${slug}/customer-redact$`))
    const asked = await callRedact(app, url, { subject: { email: ada.email }, requestId: 'one' })
    t.equal(asked.status, 200, slug)
    await work(app, settle)
    const { body } = await lookAtJob(app, url, asked.body.data?.jobId ?? '')
    t.equal(body.data?.state, 'completed', `${slug}: ${JSON.stringify(body.data?.outcomes)}`)
    t.ok((body.data?.outcomes.length ?? 0) > 1)
    gone.add(slug)
    for (const each of slugs) {
      const held = heldBy(each)
      t.equal(held.includes(ada.email), !gone.has(each), `${each} after ${slug}`)
      t.equal(held.includes(toldToPlatforms[each]), !gone.has(each), `and what it was told`)
      t.ok(held.includes('Bo Other') || held.includes('bo@example.com'), 'others are kept')
    }
    t.equal((await adaOf(stage)).length, 1, 'she is known by what is left')
    const ref = decodeId('integration', stage.idOf(slug))
    const [left] = await rowsOf<{ count: number }>(
      app,
      `select (select count(*) from processing_activities where integration_id = '${ref?.id}' and subject_id is not null)
        + (select count(*) from platform_refs where integration_id = '${ref?.id}')
        + (select count(*) from consent_events where integration_id = '${ref?.id}') as count`,
    )
    t.equal(Number(left?.count), 0, 'nothing of hers from there is here')
  }
  t.ok(heldBy('shopify').includes(ada.email), 'who was not called knows her')
  const url = redactUrlOf('shopify')
  const last = await callRedact(app, url, { subject: { email: ada.email }, requestId: 'one' })
  await work(app, settle)
  t.equal((await lookAtJob(app, url, last.body.data?.jobId ?? '')).body.data?.state, 'completed')
  t.same(await adaOf(stage), [], 'the last one takes her whole')
})

test('a call erases at Salesforce', async t => {
  const fake = fakeSalesforce()
  const platform = await statefulPlatform(fake.answer)
  t.teardown(() => platform.close())
  const headers = { authorization: 'Bearer a-token', 'content-type': 'application/json' }
  const make = async (fields: object) => {
    const url = `${platform.origin}/services/data/v64.0/sobjects/Contact`
    const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(fields) })
    const { id } = (await reply.json()) as { readonly id: string }
    return id
  }
  const id = await make({
    FirstName: 'Ada',
    LastName: 'Sample',
    Email: ada.email,
    Phone: ada.phone,
  })
  await make({ FirstName: 'Bo', LastName: 'Other', Email: 'bo@example.com' })
  const app = await testApp(t, { only: ['salesforce'], transport: platform.transport })
  const { id: controllerId } = await makeController(app)
  const { redactUrl } = await addIntegration(app, controllerId, 'salesforce', {
    ...{ organizationId: '00D5g000004KxQzEAK', instanceUrl: 'https://sample.my.salesforce.com' },
    ...{ clientId: 'an-app', clientSecret: 'the-secret-of-the-app' },
  })
  t.match(
    redactUrl,
    /\/salesforce\/customer-redact\?did=.+&dxKey=dxk_/,
    'in the form of its webhooks',
  )
  const held = () => JSON.stringify([...fake.state].map(([name, records]) => [name, [...records]]))
  t.ok(held().includes(ada.email))
  const asked = await callRedact(app, redactUrl ?? '', {
    ...{ subject: { email: ada.email }, requestId: 'one' },
  })
  await work(app, () => fake.settle())
  const { body } = await lookAtJob(app, redactUrl ?? '', asked.body.data?.jobId ?? '')
  t.equal(body.data?.state, 'completed', JSON.stringify(body.data))
  t.match(body.data?.outcomes, [{ outcome: 'erased', at: /^2026/ }])
  t.notOk(held().includes(ada.email), 'nobody was known here, and she is gone there')
  t.notOk(fake.state.get('Contact')?.has(id))
  t.ok(held().includes('bo@example.com'))
})
