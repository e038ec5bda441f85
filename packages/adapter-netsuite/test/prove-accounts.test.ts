import netsuite from '@conduit/adapter-netsuite'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = { accountId: '1234567-sb1', accessToken: 'a1' }
const account = '1234567_SB1'

const url =
  'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/metadata-catalog'
const answering = (
  status: number,
  json: unknown = { items: [{ name: 'customer' }] },
): FakeCall => ({
  request: { url, headers: { authorization: 'Bearer a1' } },
  response: { status, body: JSON.stringify(json) },
})

test('the account that its own token opens is proven', async t => {
  const played = await playProof(netsuite, { settings }, [answering(200)])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(netsuite, { settings }, [answering(403)])
  t.match(report, { outcome: 'auth_failed', opened: [] })
  const refused = await playProof(netsuite, { settings }, [answering(401)])
  t.match(refused.report, { outcome: 'auth_failed', opened: [] })
})

test('a platform that is away has said nothing', async t => {
  const away = { ...answering(200), response: { status: 503, headers: { 'retry-after': '30' } } }
  const { report } = await playProof(netsuite, { settings }, [away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const own = { accountId: account }
  const played = await playProof(netsuite, { settings: own, options: { accessToken: 'a1' } }, [])
  t.match(played, { report: null, calls: [] })
})
