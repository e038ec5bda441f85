import { decodeId } from '@conduit/core/host'
import { joinTold } from '@conduit/db/people'
import { readIntegration } from '@conduit/server'
import { t as root, test } from 'tap'
import { officerOf } from './support/erasing-officer.ts'
import { ada } from './support/one-person.ts'
import { adaOf, connected, type Stage, tellOfAda } from './support/one-person-stage.ts'
import { rowsOf } from './support/rows-of.ts'

root.setTimeout(300_000)

/** Somebody whom nobody erased. */
const bo = { id: 777, email: 'bo-of-the-shop@example.com' }

/** What the shop tells when one of its customers is to be erased, or is deleted. */
async function ofShop(
  { app, ids, send }: Stage,
  topic: 'customers/redact' | 'customers/delete',
  customer: { readonly id: number; readonly email: string },
  delivery: string,
): Promise<void> {
  const id = `00000000-0000-4000-8000-0000000${delivery}`
  const body =
    topic === 'customers/delete'
      ? { id: customer.id }
      : { shop_id: 1, shop_domain: ids.shop, customer, orders_to_redact: [] }
  await send('shopify', JSON.stringify(body), {
    ...{ 'content-type': 'application/json', 'x-shopify-topic': topic },
    ...{ 'x-shopify-shop-domain': ids.shop, 'x-shopify-webhook-id': id, 'x-shopify-event-id': id },
    'x-shopify-triggered-at': app.clock.now().toISOString(),
  })
}

/** What each platform tells because she was erased there. @param n of five digits */
async function echo(stage: Stage, n: string): Promise<void> {
  const { app, ids, send, idOf } = stage
  const now = app.clock.now()
  const seconds = Math.floor(now.getTime() / 1_000)
  const shopper = { id: Number(ids.shopify), email: ada.email }
  await ofShop(stage, 'customers/redact', shopper, n)
  await ofShop(stage, 'customers/delete', shopper, String(Number(n) + 1))
  await send(
    'stripe',
    JSON.stringify({
      ...{ id: `evt_${n}`, object: 'event', type: 'customer.deleted', created: seconds },
      data: { object: { id: ids.stripe, object: 'customer', ...ada } },
    }),
  )
  const [day, time] = now.toISOString().split(/[T.]/)
  for (const said of [
    { type: 'unsubscribe', 'data[action]': 'delete', 'data[reason]': 'manual' },
    { type: 'cleaned', 'data[campaign_id]': '1', 'data[reason]': 'hard' },
  ])
    await send(
      'mailchimp-marketing',
      String(
        new URLSearchParams({
          ...{ ...said, fired_at: `${day} ${time}`, 'data[list_id]': ids.audience },
          ...{ 'data[id]': '0123456789', 'data[email]': ada.email },
        }),
      ),
      { 'content-type': 'application/x-www-form-urlencoded' },
    )
  await send('woocommerce', JSON.stringify({ id: ids.woocommerce }), {
    ...{ 'content-type': 'application/json', 'x-wc-webhook-topic': 'customer.deleted' },
    ...{ 'x-wc-webhook-resource': 'customer', 'x-wc-webhook-event': 'deleted' },
    ...{ 'x-wc-webhook-id': '7', 'x-wc-webhook-delivery-id': `d${n}` },
    'x-wc-webhook-source': 'https://shop.example.com/',
  })
  await send(
    'xero',
    JSON.stringify({
      events: [
        {
          resourceUrl: `https://api.xero.com/api.xro/2.0/Contacts/${ids.xero}`,
          ...{ resourceId: ids.xero, eventDateUtc: now.toISOString().slice(0, 22) },
          ...{ eventType: 'UPDATE', eventCategory: 'CONTACT', tenantType: 'ORGANISATION' },
          tenantId: ids.tenant,
        },
      ],
      ...{ firstEventSequence: Number(n), lastEventSequence: Number(n), entropy: 'ABCDEFGH' },
    }),
  )
  const ref = decodeId('integration', idOf('xero'))
  if (ref !== null) await readIntegration(app.services, { ...ref, poll: false })
  await joinTold(app.services.administration)
}

test('what a platform tells of our own erasure asks nothing and brings nobody back', async t => {
  const stage = await connected(t)
  const { app } = stage
  await tellOfAda(stage)
  const officer = await officerOf(stage)
  const requests = async () =>
    await rowsOf(app, 'select type, channel from data_subject_requests order by channel, id')
  const asked = [{ type: 'erasure', channel: 'letter' }]
  const echoed = async () =>
    await rowsOf(
      app,
      `select actor_type, actor_id, object_id from audit_entries
        where action = 'redaction.echoed' order by place`,
    )

  await ofShop(
    stage,
    'customers/redact',
    { id: Number(stage.ids.shopify), email: ada.email },
    '10000',
  )
  const platforms = { type: 'erasure', channel: 'platform' }
  t.strictSame(await requests(), [platforms], 'before anything was erased it is a request')

  const planned = await officer.plan()
  await officer.approve(planned)
  app.clock.advance(600)
  await officer.work()
  t.match(await officer.look(planned.id), { state: 'running' }, 'the shop takes its time')
  await echo(stage, '20000')
  t.strictSame(await requests(), [...asked, platforms], 'an echo meanwhile asks nothing')
  for (let day = 0; day < 20; day += 1) {
    app.clock.advance(86_400)
    await officer.work()
  }
  t.match(await officer.look(planned.id), { state: 'completed' })
  await echo(stage, '30000')
  t.strictSame(await requests(), [...asked, platforms], 'nor does one afterwards')
  const shop = decodeId('integration', stage.idOf('shopify'))?.id
  const entry = {
    ...{ actor_type: 'platform', actor_id: shop },
    object_id: decodeId('redaction', planned.id)?.id,
  }
  t.strictSame(await echoed(), [entry, entry], 'each is an entry of its erasure')
  t.strictSame(await adaOf(stage), [], 'nobody is known by her address')
  const reviewed = 'select count(*)::int as count from suppressions where review_since is not null'
  t.strictSame(await rowsOf(app, reviewed), [{ count: 0 }], 'and nobody seems to have come back')

  await ofShop(stage, 'customers/redact', bo, '40000')
  t.strictSame(await requests(), [...asked, platforms, platforms], 'others ask as ever')
  app.clock.advance(201 * 86_400)
  await ofShop(
    stage,
    'customers/redact',
    { id: Number(stage.ids.shopify), email: ada.email },
    '50000',
  )
  t.equal((await requests()).length, 4, 'and so does she, a long time after')
})
