import type { Samples } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { joinTold } from '@conduit/db/people'
import { readIntegration } from '@conduit/server'
import type { Test } from 'tap'
import { makeController } from './controllers.ts'
import { ada, platformsThatKnowAda, settingsOfPlatforms } from './one-person.ts'
import { addIntegration, approve, ask } from './over-http.ts'
import { testApp } from './test-app.ts'

/** One of them. */
export type Slug = keyof typeof settingsOfPlatforms
export const slugs = Object.keys(settingsOfPlatforms) as readonly Slug[]

/** A controller with an integration at each of the platforms. */
export async function connected(t: Test) {
  const known = await platformsThatKnowAda(t)
  const app = await testApp(t, { only: slugs, transport: known.transport })
  const { id: controllerId } = await makeController(app)
  const integrations = new Map<Slug, { id: string; webhookUrl: string; redactUrl: string }>()
  for (const slug of slugs) {
    const { integration, webhookUrl, redactUrl } = await addIntegration(
      app,
      controllerId,
      slug,
      settingsOfPlatforms[slug],
    )
    const urls = { webhookUrl: webhookUrl ?? '', redactUrl: redactUrl ?? '' }
    integrations.set(slug, { id: integration.id, ...urls })
  }
  const idOf = (slug: Slug) => integrations.get(slug)?.id ?? ''
  const redactUrlOf = (slug: Slug) => integrations.get(slug)?.redactUrl ?? ''
  await approve(app, idOf('shopify'), known.ids.shop)
  await approve(app, idOf('xero'), known.ids.tenant)
  const send = async (
    slug: Slug,
    body: string,
    headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
  ) => {
    const { default: samples } = (await import(`@conduit/adapter-${slug}/samples`)) as {
      default: Samples
    }
    const url = integrations.get(slug)?.webhookUrl ?? ''
    const request = { method: 'POST', url, headers, body }
    const proof = samples.sign(request, settingsOfPlatforms[slug], app.clock.now())
    const { pathname, search } = new URL(url)
    const answer = await app.http.inject({
      ...{ method: 'POST', url: pathname + search, payload: body },
      headers: { ...headers, ...proof },
    })
    t.equal(answer.statusCode, 200, `${slug} is heard: ${answer.body}`)
  }
  return { app, ...known, controllerId, idOf, redactUrlOf, send }
}

/** What tests of her work with. */
export type Stage = Awaited<ReturnType<typeof connected>>

/** What each platform tells of Ada once she is there. */
export async function tellOfAda({ app, ids, send, idOf }: Stage): Promise<void> {
  const seconds = Math.floor(app.clock.now().getTime() / 1_000)
  await send(
    'stripe',
    JSON.stringify({
      ...{ id: 'evt_0001', object: 'event', type: 'customer.created', created: seconds },
      data: { object: { id: ids.stripe, object: 'customer', ...ada } },
    }),
  )
  await send(
    'stripe',
    JSON.stringify({
      ...{ id: 'evt_0002', object: 'event', type: 'checkout.session.completed', created: seconds },
      data: {
        object: {
          ...{ id: 'cs_0001', object: 'checkout.session', customer: ids.stripe },
          ...{ customer_details: ada, consent: { promotions: 'opt_in' } },
        },
      },
    }),
  )
  const { email, phone } = ada
  await send(
    'shopify',
    JSON.stringify({ id: Number(ids.shopify), email, phone }),
    ofShop({ app, ids }, 'customers/create', 1),
  )
  await ofMarketing({ app, ids, send }, 'subscribed', 2)
  await ofAudience({ app, ids, send }, 'subscribe')
  app.clock.advance(3_600)
  await ofAudience({ app, ids, send }, 'unsubscribe')
  const customer = { id: ids.woocommerce, email, username: 'ada', billing: { phone } }
  await send('woocommerce', JSON.stringify(customer), {
    ...{ 'content-type': 'application/json', 'x-wc-webhook-topic': 'customer.created' },
    ...{ 'x-wc-webhook-resource': 'customer', 'x-wc-webhook-event': 'created' },
    ...{ 'x-wc-webhook-id': '7', 'x-wc-webhook-delivery-id': 'd1' },
    'x-wc-webhook-source': 'https://shop.example.com/',
  })
  await send(
    'xero',
    JSON.stringify({
      events: [
        {
          resourceUrl: `https://api.xero.com/api.xro/2.0/Contacts/${ids.xero}`,
          ...{ resourceId: ids.xero, eventDateUtc: '2026-11-01T12:00:00.00' },
          ...{ eventType: 'CREATE', eventCategory: 'CONTACT', tenantType: 'ORGANISATION' },
          tenantId: ids.tenant,
        },
      ],
      ...{ firstEventSequence: 1, lastEventSequence: 1, entropy: 'ABCDEFGHIJKLMNOPQRST' },
    }),
  )
  // A webhook of Xero names a contact: who it is stands in what is read.
  const ref = decodeId('integration', idOf('xero'))
  if (ref !== null) await readIntegration(app.services, { ...ref, poll: false })
  await joinTold(app.services.administration)
}

/** Headers of the shop's n-th webhook. */
function ofShop({ app, ids }: Pick<Stage, 'app' | 'ids'>, topic: string, n: number) {
  const id = `00000000-0000-4000-8000-00000000000${n}`
  return {
    ...{ 'content-type': 'application/json', 'x-shopify-topic': topic },
    ...{ 'x-shopify-shop-domain': ids.shop, 'x-shopify-webhook-id': id, 'x-shopify-event-id': id },
    'x-shopify-triggered-at': app.clock.now().toISOString(),
  }
}

/** What the shop tells of her mail. */
export async function ofMarketing(
  { app, ids, send }: Pick<Stage, 'app' | 'ids' | 'send'>,
  state: 'subscribed' | 'unsubscribed',
  n: number,
): Promise<void> {
  const said = { state, consent_updated_at: app.clock.now().toISOString() }
  await send(
    'shopify',
    JSON.stringify({
      ...{ customer_id: Number(ids.shopify), email_address: ada.email },
      email_marketing_consent: { ...said, opt_in_level: 'single_opt_in' },
    }),
    ofShop({ app, ids }, 'customers_email_marketing_consent/update', n),
  )
}

async function ofAudience(
  { app, ids, send }: Pick<Stage, 'app' | 'ids' | 'send'>,
  type: 'subscribe' | 'unsubscribe',
): Promise<void> {
  const [day, time] = app.clock.now().toISOString().split(/[T.]/)
  const form = new URLSearchParams({
    ...{ type, fired_at: `${day} ${time}`, 'data[list_id]': ids.audience },
    ...{ 'data[id]': '0123456789', 'data[email]': ada.email, 'data[merges][EMAIL]': ada.email },
    ...(type === 'unsubscribe' && { 'data[action]': 'unsub', 'data[reason]': 'manual' }),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  await send('mailchimp-marketing', String(form), headers)
}

/** Who is known by her address. */
export async function adaOf({ app, controllerId }: Stage) {
  const { dataSubjects } = await ask<{
    dataSubjects: {
      nodes: readonly {
        readonly id: string
        readonly identifiers: readonly { readonly integration: { readonly adapter: string } }[]
      }[]
    }
  }>(
    app,
    `query($id: ID!, $identifier: IdentifierFilter!) {
      dataSubjects(filter: { dataControllerId: $id, identifier: $identifier }) {
        nodes { id identifiers { category integration { adapter } } } } }`,
    { id: controllerId, identifier: { category: 'email', value: ada.email } },
  )
  return dataSubjects.nodes
}
