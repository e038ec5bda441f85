import salesforce from '@conduit/adapter-salesforce'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = {
  organizationId: '00D5g000004KxQzEAK',
  instanceUrl: 'https://example.my.salesforce.com',
  clientId: 'client',
  clientSecret: 'secret',
}
const account = '00D5g000004KxQz'

const signingIn: FakeCall = {
  request: {
    method: 'POST',
    url: 'https://example.my.salesforce.com/services/oauth2/token',
    body: 'grant_type=client_credentials&client_id=client&client_secret=secret',
  },
  response: { status: 200, body: '{"access_token":"a1","token_type":"Bearer"}' },
}
const answering = (status: number, id: string): FakeCall => ({
  request: {
    url: 'https://example.my.salesforce.com/services/data/v64.0/query?q=SELECT+Id+FROM+Organization',
    headers: { authorization: 'Bearer a1' },
  },
  response: {
    status,
    body: JSON.stringify({ totalSize: 1, done: true, records: [{ Id: id }] }),
  },
})

test('the account that its own token opens is proven', async t => {
  const played = await playProof(salesforce, { settings }, [
    signingIn,
    answering(200, '00D5g000004KxQzEAK'),
  ])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(salesforce, { settings }, [
    signingIn,
    answering(200, '00D5g000004KxAAEA0'),
  ])
  t.match(report, { outcome: 'ok', opened: [] })
  const refused = await playProof(salesforce, { settings }, [signingIn, answering(403, '')])
  t.match(refused.report, { outcome: 'auth_failed', opened: [] })
})

test('a platform that is away has said nothing', async t => {
  const away = {
    ...answering(200, ''),
    response: { status: 503, headers: { 'retry-after': '30' } },
  }
  const { report } = await playProof(salesforce, { settings }, [signingIn, away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const { clientSecret, ...own } = settings
  const played = await playProof(salesforce, { settings: own, options: { clientSecret } }, [])
  t.match(played, { report: null, calls: [] })
})
