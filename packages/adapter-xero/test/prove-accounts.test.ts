import xero from '@conduit/adapter-xero'
import { type FakeCall, playProof } from '@conduit/testing'
import { test } from 'tap'

const settings = {
  tenantIds: ['3f2c7c1e-8d0b-4a57-9b9e-6b1f3a5d7c21', '9f0b6b52-7b7f-4d1d-9a1a-b6f7c1de0001'],
  accessToken: 'a1',
}
const account = '3f2c7c1e-8d0b-4a57-9b9e-6b1f3a5d7c21'

const connected = (...tenantIds: string[]) =>
  tenantIds.map(tenantId => ({
    id: '7cb59f93-2964-421d-bb5e-a0f7a4572a44',
    tenantId,
    tenantType: 'ORGANISATION',
    tenantName: 'Example Ltd',
  }))
const answering = (status: number, json: unknown): FakeCall => ({
  request: { url: 'https://api.xero.com/connections', headers: { authorization: 'Bearer a1' } },
  response: { status, body: JSON.stringify(json) },
})
const all = connected(account.toUpperCase(), '00000000-0000-4000-8000-000000000001')

test('the account that its own token opens is proven', async t => {
  const played = await playProof(xero, { settings }, [answering(200, all)])
  t.match(played, { report: { outcome: 'ok', opened: [account] }, unexpected: [], unused: [] })
})

test('what the token does not open is denied', async t => {
  const { report } = await playProof(xero, { settings }, [
    answering(200, connected('00000000-0000-4000-8000-000000000001')),
  ])
  t.match(report, { outcome: 'ok', opened: [] })
  const refused = await playProof(xero, { settings }, [answering(403, {})])
  t.match(refused.report, { outcome: 'auth_failed', opened: [] })
})

test('a platform that is away has said nothing', async t => {
  const away = {
    ...answering(200, all),
    response: { status: 503, headers: { 'retry-after': '30' } },
  }
  const { report } = await playProof(xero, { settings }, [away])
  t.match(report, { outcome: 'upstream_error', opened: [], retryAfterSeconds: 30 })
})

test('the operator’s access proves nothing: it opens the accounts of others', async t => {
  const own = { tenantIds: [account] }
  const played = await playProof(xero, { settings: own, options: { accessToken: 'a1' } }, [])
  t.match(played, { report: null, calls: [] })
})
