import hubspot from '@conduit/adapter-hubspot'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = { portalId: '62515', accessToken: 'a1' }
const account = '62515'

const answering = (status: number, portalId: number): FakeCall => ({
  request: {
    url: 'https://api.hubapi.com/account-info/v3/details',
    headers: { authorization: 'Bearer a1' },
  },
  response: {
    status,
    body: JSON.stringify({ portalId, accountType: 'STANDARD', timeZone: 'US/Eastern' }),
  },
})

test('the account that its own token opens is proven', async t => {
  const played = await playProof(hubspot, { settings }, [answering(200, 62515)])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(hubspot, { settings }, [answering(200, 62516)])
  t.match(report, { outcome: 'ok', opened: [] })
  const refused = await playProof(hubspot, { settings }, [answering(401, 0)])
  t.match(refused.report, { outcome: 'auth_failed', opened: [] })
})

test('a platform that is away has said nothing', async t => {
  const away = {
    ...answering(200, 62515),
    response: { status: 503, headers: { 'retry-after': '30' } },
  }
  const { report } = await playProof(hubspot, { settings }, [away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const own = { portalId: account }
  const played = await playProof(hubspot, { settings: own, options: { accessToken: 'a1' } }, [])
  t.match(played, { report: null, calls: [] })
})
