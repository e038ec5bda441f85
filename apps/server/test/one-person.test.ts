import { decodeId } from '@conduit/core/host'
import { tellPlatform } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { checkedRequest } from './support/checked-request.ts'
import { begin, collect, filesOf, link, look } from './support/copies.ts'
import { ada, toldToPlatforms } from './support/one-person.ts'
import {
  adaOf,
  connected,
  ofMarketing,
  type Slug,
  type Stage,
  slugs,
  tellOfAda,
} from './support/one-person-stage.ts'
import { ask } from './support/over-http.ts'

root.setTimeout(300_000)

interface Said {
  readonly state: string
  readonly integration: { readonly adapter: string } | null
}

interface Consent {
  readonly channel: string
  readonly purpose: string
  readonly state: string
  readonly conflict: boolean
  readonly history: readonly Said[]
  readonly sources: readonly Said[]
}

const consentsQuery = `query($id: ID!) {
  consents(filter: { dataControllerId: $id }) {
    nodes { channel purpose state conflict history { state integration { adapter } }
      sources { state integration { adapter } } } }
  unmappedPurposes(dataControllerId: $id) { channel platformPurpose integration { adapter } } }`

async function consentsOf({ app, controllerId }: Stage) {
  const { consents, unmappedPurposes } = await ask<{
    consents: { nodes: readonly Consent[] }
    unmappedPurposes: readonly {
      readonly channel: string
      readonly platformPurpose: string
      readonly integration: { readonly adapter: string }
    }[]
  }>(app, consentsQuery, { id: controllerId })
  return { consents: consents.nodes, unmapped: unmappedPurposes }
}

async function newsletterOf({ app, controllerId }: Stage): Promise<string> {
  const { createPurpose } = await ask<{ createPurpose: { purpose: { id: string } } }>(
    app,
    `mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }`,
    { input: { dataControllerId: controllerId, name: 'newsletter', legalBasis: 'consent' } },
  )
  return createPurpose.purpose.id
}

/** Says that what these platforms call their mail is one purpose. */
async function mapped(stage: Stage, purposeId: string): Promise<readonly string[]> {
  const { app, idOf } = stage
  const { unmapped } = await consentsOf(stage)
  const mappings: string[] = []
  for (const { channel, platformPurpose, integration } of unmapped) {
    const { mapPurpose } = await ask<{ mapPurpose: { mapping: { id: string } } }>(
      app,
      'mutation($input: MapPurposeInput!) { mapPurpose(input: $input) { mapping { id } } }',
      {
        input: {
          purposeId,
          integrationId: idOf(integration.adapter as Slug),
          channel,
          platformPurpose,
        },
      },
    )
    mappings.push(mapPurpose.mapping.id)
  }
  return mappings
}

/** Tells the platforms that she wants no newsletter; what came of it, and what they say then. */
async function toldOfAda({ app, controllerId, idOf }: Stage, dataSubjectId: string) {
  const { propagateConsent } = await ask<{
    propagateConsent: {
      lines: readonly {
        readonly outcome: string
        readonly integration: { readonly adapter: string }
      }[]
    }
  }>(
    app,
    `mutation($input: PropagateConsentInput!) {
      propagateConsent(input: $input) { lines { outcome integration { adapter } } } }`,
    {
      input: {
        ...{ dataControllerId: controllerId, dataSubjectId, isDryRun: false },
        ...{ channel: 'email', purpose: 'newsletter' },
      },
    },
  )
  const shop = decodeId('integration', idOf('shopify'))
  if (shop !== null) await tellPlatform(app.services, shop, 'a job')
  const { consentPropagations } = await ask<{
    consentPropagations: { nodes: readonly object[] }
  }>(
    app,
    `query($id: ID!) { consentPropagations(filter: { dataControllerId: $id }) {
      nodes { outcome found state integration { adapter } } } }`,
    { id: controllerId },
  )
  const lines = propagateConsent.lines.map(each => `${each.integration.adapter} ${each.outcome}`)
  return { lines: lines.sort(), rows: consentPropagations.nodes }
}

/** A copy of what is known of Ada, who asked for it by her address. */
async function copyOfAda({ app, controllerId }: Stage, t: Test) {
  const dpo = await app.apiKey('dpo', decodeId('controller', controllerId)?.id)
  const run = <Data>(document: string, variables: object = {}) =>
    ask<Data>(app, document, variables, dpo)
  const { email } = ada
  const requestId = await checkedRequest(run, controllerId, {
    identifiers: [{ category: 'email', value: email }],
  })
  const { id } = await begin({ run }, requestId)
  await collect({ app }, id)
  const { status, sources } = await look({ run }, id)
  t.equal(status, 'ready')
  t.strictSame(
    sources.map(({ outcome }) => outcome),
    slugs.map(() => 'read'),
    'all of them have answered',
  )
  return await filesOf({ app }, await link({ run }, id))
}

test('one person at five platforms', async t => {
  const stage = await connected(t)
  await tellOfAda(stage)
  const [person, ...others] = await adaOf(stage)
  t.equal(others.length, 0, 'is one')
  const adapters = person?.identifiers.map(({ integration }) => integration.adapter)
  t.strictSame([...new Set(adapters)].sort(), [...slugs].sort(), 'whom all of them know')

  const apart = (await consentsOf(stage)).consents
  t.notOk(
    apart.some(({ conflict }) => conflict),
    'purposes of different names say nothing of each other',
  )
  const purposeId = await newsletterOf(stage)
  const mappings = await mapped(stage, purposeId)
  const [joined, ...rest] = (await consentsOf(stage)).consents
  t.strictSame(rest, [])
  t.match(joined, { purpose: 'newsletter', channel: 'email', state: 'withdrawn', conflict: true })
  const sayers = joined?.history.map(({ integration }) => integration?.adapter)
  t.strictSame([...new Set(sayers)].sort(), ['mailchimp-marketing', 'shopify', 'stripe'])

  for (const id of mappings) {
    await ask(stage.app, 'mutation($id: ID!) { unmapPurpose(id: $id) { id } }', { id })
  }
  t.strictSame((await consentsOf(stage)).consents, apart, 'and so again, once nothing joins them')

  await mapped(stage, purposeId)
  const { lines, rows } = await toldOfAda(stage, person?.id ?? '')
  t.strictSame(lines, [
    ...['mailchimp-marketing agrees', 'shopify would_tell', 'stripe unsupported'],
    ...['woocommerce unsupported', 'xero unsupported'],
  ])
  t.strictSame(
    rows,
    [
      {
        outcome: 'told',
        found: 'withdrawn',
        state: 'withdrawn',
        integration: { adapter: 'shopify' },
      },
    ],
    'the shop is told, and says so',
  )
  stage.app.clock.advance(60)
  await ofMarketing(stage, 'unsubscribed', 3)
  const [after] = (await consentsOf(stage)).consents
  t.strictSame(
    after?.sources.map(({ state, integration }) => `${integration?.adapter} ${state}`).sort(),
    ['mailchimp-marketing withdrawn', 'shopify withdrawn', 'stripe granted'],
    'what is left is whom nobody can tell',
  )

  const { data, page } = await copyOfAda(stage, t)
  for (const [slug, text] of Object.entries(toldToPlatforms)) {
    const own = data.platforms.find(each => each.integrationId === stage.idOf(slug as Slug))
    t.ok(JSON.stringify(own?.documents).includes(text), `${slug} answered for the copy`)
    t.ok(page.includes(text), 'and the page shows it')
  }
  t.notOk(JSON.stringify(data).includes('Bo Other'), 'nothing of anybody else')
})
