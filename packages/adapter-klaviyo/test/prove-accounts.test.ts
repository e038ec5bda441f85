import klaviyo from '@conduit/adapter-klaviyo'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = { accountId: 'AbC123', apiKey: 'pk_invented' }
const account = 'AbC123'

const answering = (status: number, id: string): FakeCall => ({
  request: {
    url: 'https://a.klaviyo.com/api/accounts',
    headers: { authorization: 'Klaviyo-API-Key pk_invented' },
  },
  response: {
    status,
    body: JSON.stringify({ data: [{ type: 'account', id, attributes: { public_api_key: id } }] }),
  },
})

test('the account that its own token opens is proven', async t => {
  const played = await playProof(klaviyo, { settings }, [answering(200, account)])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(klaviyo, { settings }, [answering(200, 'XyZ789')])
  t.match(report, { outcome: 'ok', opened: [] })
  const refused = await playProof(klaviyo, { settings }, [answering(403, '')])
  t.match(refused.report, { outcome: 'auth_failed', opened: [] })
})

test('a platform that is away has said nothing', async t => {
  const away = {
    ...answering(200, account),
    response: { status: 503, headers: { 'retry-after': '30' } },
  }
  const { report } = await playProof(klaviyo, { settings }, [away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const own = { accountId: account }
  const played = await playProof(klaviyo, { settings: own, options: { apiKey: 'pk_invented' } }, [])
  t.match(played, { report: null, calls: [] })
})
