import type { Database } from '@conduit/db'
import { dueWork } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { advanceRedaction } from '../src/redactions/advance-redaction.ts'
import { makeController } from './support/controllers.ts'
import { approving, planning, stopping } from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { addIntegration, approve as approveAccount, ask } from './support/over-http.ts'
import { recordedDelivery } from './support/recorded-delivery.ts'
import { rowsOf } from './support/rows-of.ts'
import { testApp } from './support/test-app.ts'

root.setTimeout(900_000)

const settings = { signingSecret: 'shpss_0001_not_a_real_secret' }
const customer = '05-customers-create.json'
const order = '04-orders-create-unicode.json'
const shopRedact = '03-shop-redact.json'

interface Shown {
  readonly id: string
  readonly scope: string
  readonly state: string
  readonly reason: string | null
  readonly planHash: string | null
  readonly dataSubjectId: string | null
  readonly integration: { readonly id: string } | null
  readonly ownRows: readonly { readonly kind: string; readonly count: number }[]
  readonly lookups: readonly unknown[]
  readonly tasks: readonly { object: string; outcome: string | null; reason: string | null }[]
  readonly receipt: { readonly file: object } | null
  readonly request: { readonly id: string; readonly stage: string }
}

/** Two shops of one organisation that have told of the same customer, and an officer. */
async function shops(t: Test, database: Database) {
  const app = await testApp(t, { database, only: ['shopify'] })
  const { id: dataControllerId } = await makeController(app)
  const dpo = await app.apiKey('dpo')
  const query = <T>(document: string, variables: object) => ask<T>(app, document, variables, dpo)
  const shop = async (own: object = {}) => {
    const added = await addIntegration(app, dataControllerId, 'shopify', { ...settings, ...own })
    const url = added.webhookUrl ?? ''
    const tell = async (file: string) => {
      const { send } = await recordedDelivery('shopify', file)
      const { statusCode } = await send(app, url, settings)
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
    }
    return { id: added.integration.id, tell }
  }
  const request = async () => {
    const { dataSubjectRequests: found } = await query<{
      dataSubjectRequests: { nodes: { id: string; scope: string; type: string }[] }
    }>(
      'query($f: DataSubjectRequestFilter!) { dataSubjectRequests(filter: $f) { nodes { id scope type } } }',
      { f: { dataControllerId } },
    )
    return found.nodes[0] ?? { id: '', scope: '', type: '' }
  }
  const verify = (id: string) =>
    query(
      `mutation($id: ID!) { verifyRequestIdentity(input: { id: $id, method: platform, level: high }) {
        dataSubjectRequest { id } } }`,
      { id },
    )
  const plan = async (id: string) => {
    const { planRedaction } = await query<{ planRedaction: { redaction: Shown } }>(planning, { id })
    await settle()
    return await look(planRedaction.redaction.id)
  }
  const look = async (id: string) => {
    const { redaction } = await query<{ redaction: Shown }>(
      `query($id: ID!) { redaction(id: $id) { id scope state reason planHash dataSubjectId integration { id }
        ownRows { kind count } lookups { outcome } tasks { object outcome reason } receipt { file }
        request { id stage } } }`,
      { id },
    )
    return redaction
  }
  const settle = async () => {
    for (let rounds = 0; rounds < 50; rounds += 1) {
      const { redactions } = await dueWork(app.services)
      if (redactions.length === 0) return
      for (const each of redactions) await advanceRedaction(app.services, each)
    }
    throw new Error('it never comes to rest')
  }
  const refused = async (document: string, variables: object) => {
    const { errors } = await app.graph(document, variables, dpo)
    return errors.map(({ extensions }) => Reflect.get(extensions, 'reason') ?? extensions.code)
  }
  /** Where people stand, by integration; the order is that in which they were made. */
  const people = async () =>
    await rowsOf<{ id: string; state: string; places: number }>(
      app,
      `select s.id::text as id, s.state, (select count(distinct a.integration_id)::int
          from processing_activities a where a.subject_id = s.id) as places
        from data_subjects s order by s.id`,
    )
  return {
    app,
    dataControllerId,
    query,
    shop,
    request,
    verify,
    plan,
    look,
    settle,
    refused,
    people,
  }
}

test('a shop that has gone is erased like a person: planned, approved, done', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await shops(t, database)
    const { app } = scene
    const [one, two] = [await scene.shop(), await scene.shop()]
    await one.tell(customer)
    await one.tell(order)
    await two.tell(customer)
    const before = await scene.people()
    t.same(before.map(({ places }) => places).toSorted(), [1, 2], 'one of them knows both shops')
    await one.tell(shopRedact)
    const { id: requestId, ...asked } = await scene.request()
    t.same(asked, { scope: 'account', type: 'erasure' })
    t.match(await scene.refused(planning, { id: requestId }), [/^identity_not_verified/])
    await scene.verify(requestId)

    const planned = await scene.plan(requestId)
    t.match(planned, {
      ...{ scope: 'account', state: 'planned', dataSubjectId: null, lookups: [] },
      ...{ integration: { id: one.id }, tasks: [{ object: 'own_records', outcome: null }] },
    })
    t.match(
      planned.ownRows.find(({ kind }) => kind === 'activities'),
      { count: 3 },
    )
    t.match(await scene.refused(planning, { id: requestId }), [/^redaction_exists/])
    const wrong = { id: planned.id, planHash: '0'.repeat(64) }
    t.match(await scene.refused(approving, wrong), [/^plan_changed/])
    await scene.query(approving, { id: planned.id, planHash: planned.planHash })
    await scene.settle()
    t.match(await scene.look(planned.id), { state: 'cooling_off' }, 'it can still be stopped')
    t.same(await scene.people(), before)
    app.clock.advance(600)
    await scene.settle()

    const done = await scene.look(planned.id)
    t.match(done, {
      ...{ state: 'completed', request: { stage: 'responding' } },
      tasks: [{ object: 'own_records', outcome: 'erased' }],
    })
    t.match(JSON.stringify(done.receipt?.file), /"scope":"account"/)
    t.same(
      (await scene.people()).map(({ state, places }) => `${state} ${places}`).toSorted(),
      ['active 1', 'erased 0'],
      'who is known elsewhere keeps the rest',
    )
    const [left] = await rowsOf<object>(
      app,
      `select (select count(*)::int from processing_activities) as activities,
        (select count(*)::int from processing_activities where account is not null
          or event_hash is not null or subject_id is not null) as named,
        (select count(*)::int from suppressions) as suppressions,
        (select count(*)::int from subject_keys) as keys`,
    )
    t.match(left, { activities: 4, named: 1, suppressions: 0, keys: 1 })
    const entries = await rowsOf<{ action: string; actor: string }>(
      app,
      `select distinct action, actor_type as actor from audit_entries
        where action like 'redaction.%' or action like 'account.%' order by 1`,
    )
    t.same(
      entries.map(({ action, actor }) => `${action} ${actor}`),
      [
        ...['account.erased job', 'account.erasing job', 'redaction.approved api_key'],
        ...['redaction.begun job', 'redaction.created api_key', 'redaction.ended job'],
        'redaction.planned job',
      ],
    )

    app.clock.advance(86_400)
    await one.tell('06-email-consent-subscribed.json')
    const now = await scene.people()
    t.ok(now.filter(({ state }) => state === 'active').length >= 1, 'new data are taken as new')
    t.equal(now.filter(({ state }) => state === 'erased').length, 1)
  })
})

test('a hold keeps the shop, and a plan that it has overtaken is not approved', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await shops(t, database)
    const one = await scene.shop()
    await one.tell(customer)
    await one.tell(shopRedact)
    const { id: requestId } = await scene.request()
    await scene.verify(requestId)
    const planned = await scene.plan(requestId)
    const placing = 'mutation($input: PlaceHoldInput!) { placeHold(input: $input) { hold { id } } }'
    const { placeHold } = await scene.query<{ placeHold: { hold: { id: string } } }>(placing, {
      input: {
        ...{ dataControllerId: scene.dataControllerId, basis: 'legal_claims' },
        integrationId: one.id,
      },
    })
    const approval = { id: planned.id, planHash: planned.planHash }
    t.match(await scene.refused(approving, approval), [/^held/])
    await scene.query(stopping, { id: planned.id })
    const held = await scene.plan(requestId)
    await scene.query(approving, { id: held.id, planHash: held.planHash })
    scene.app.clock.advance(600)
    await scene.settle()
    t.match(await scene.look(held.id), {
      tasks: [{ object: 'own_records', outcome: 'exempt' }],
    })
    t.match(await scene.people(), [{ state: 'active', places: 1 }])
    await scene.query('mutation($id: ID!) { releaseHold(id: $id) { hold { id } } }', {
      id: placeHold.hold.id,
    })
    await scene.settle()
    t.match(
      await scene.look(held.id),
      { state: 'completed', tasks: [{ outcome: 'erased' }] },
      'it goes on by itself',
    )
    t.match(await scene.people(), [{ state: 'erased', places: 0 }])
  })
})

test('where an integration serves several shops nobody can tell what came from which', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await shops(t, database)
    const shopDomains = ['fjord-and-fern-example.myshopify.com', 'fern-example.myshopify.com']
    const one = await scene.shop({ shopDomains })
    for (const account of shopDomains) await approveAccount(scene.app, one.id, account)
    await one.tell(shopRedact)
    const { id } = await scene.request()
    await scene.verify(id)
    t.match(await scene.refused(planning, { id }), [/^several_accounts/])
  })
})
