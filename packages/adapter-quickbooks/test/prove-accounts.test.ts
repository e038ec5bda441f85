import quickbooks from '@conduit/adapter-quickbooks'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = { realmId: '9130347798120106', accessToken: 'a1' }
const account = '9130347798120106'

const url = `https://quickbooks.api.intuit.com/v3/company/${account}/companyinfo/${account}?minorversion=75`
/** As Intuit answers: the id is no realm. */
const company = {
  CompanyInfo: { CompanyName: 'Example Ltd', Id: '1' },
  time: '2026-11-12T02:00:00.000-08:00',
}
const answering = (status: number, json: object = company): FakeCall => ({
  request: { url, headers: { authorization: 'Bearer a1' } },
  response: { status, body: JSON.stringify(json) },
})

test('the account that its own token opens is proven', async t => {
  const played = await playProof(quickbooks, { settings }, [answering(200)])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(quickbooks, { settings }, [
    answering(403, { Fault: { Error: [{ code: '3100' }], type: 'AuthorizationFault' } }),
  ])
  t.match(report, { outcome: 'auth_failed', opened: [] })
  const fault = { Fault: { Error: [{ code: '10000' }], type: 'SystemFault' } }
  const unclear = await playProof(quickbooks, { settings }, [answering(200, fault)])
  t.match(unclear.report, { outcome: 'upstream_error', opened: [] }, 'a fault with status 200')
})

test('a platform that is away has said nothing', async t => {
  const away = { ...answering(200), response: { status: 503, headers: { 'retry-after': '30' } } }
  const { report } = await playProof(quickbooks, { settings }, [away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const own = { realmId: account }
  const played = await playProof(
    quickbooks,
    { settings: own, options: { accessToken: 'a1', refreshToken: 'r1' } },
    [],
  )
  t.match(played, { report: null, calls: [] })
  const app = { clientId: 'client', clientSecret: 'secret' }
  const renewing: FakeCall = {
    request: {
      method: 'POST',
      url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
      body: 'grant_type=refresh_token&refresh_token=r2',
    },
    response: { status: 200, body: '{"access_token":"a1","expires_in":3600}' },
  }
  const renewed = await playProof(
    quickbooks,
    {
      settings: { realmId: account, refreshToken: 'r2' },
      options: { ...app, accessToken: 'theirs' },
    },
    [renewing, answering(200)],
  )
  t.match(renewed, { report: { opened: [account] }, unexpected: [] }, 'the operator’s app is good')
})
