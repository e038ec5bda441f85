import shopify from '@conduit/adapter-shopify'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = {
  shopDomains: ['fern-example.myshopify.com'],
  accessToken: 'shpat_invented_token',
}
const account = 'fern-example.myshopify.com'

const shop = (myshopifyDomain: string) => ({ data: { shop: { myshopifyDomain } } })
const answering = (status: number, json: unknown): FakeCall => ({
  request: {
    method: 'POST',
    url: `https://${account}/admin/api/2026-10/graphql.json`,
    headers: { 'x-shopify-access-token': 'shpat_invented_token' },
  },
  response: { status, body: JSON.stringify(json) },
})

test('the account that its own token opens is proven', async t => {
  const played = await playProof(shopify, { settings }, [answering(200, shop(account))])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(shopify, { settings }, [answering(401, {})])
  t.match(report, { outcome: 'auth_failed', opened: [] })
  const other = await playProof(shopify, { settings }, [
    answering(200, shop('fern-before.myshopify.com')),
  ])
  t.match(other.report, { outcome: 'ok', opened: [] }, 'a name that leads to another shop')
})

test('a platform that is away has said nothing', async t => {
  const away = {
    ...answering(200, {}),
    response: { status: 503, headers: { 'retry-after': '30' } },
  }
  const { report } = await playProof(shopify, { settings }, [away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const own = { shopDomains: [account] }
  const played = await playProof(
    shopify,
    { settings: own, options: { accessToken: 'shpat_invented_token' } },
    [],
  )
  t.match(played, { report: null, calls: [] })
  const ours = { shopDomains: [account], clientId: '0123456789abcdef0123456789abcdef' }
  const secret = { signingSecret: 'shpss_0001_not_a_real_secret' }
  const granted = await playProof(shopify, { settings: ours, options: secret }, [])
  t.match(granted, { report: null, calls: [] }, 'nor does the secret of the operator’s app')
})
