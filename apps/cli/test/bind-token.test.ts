import { bindToken } from '@conduit/cli'
import { generateDxKey, jweToken, openToken, sealToken } from '@conduit/core'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { test } from 'tap'
import adapter from './support/brittle-adapter.ts'

const keyring = createKeyring(parseMasterKeys(generateMasterKey()))
const by = { keyring, clock: () => new Date(0) }
const content = {
  scope: 'event',
  controllerId: '01990000-0000-7000-8000-000000000001',
  connectionId: '01990000-0000-7000-8000-000000000002',
  boundTo: null,
  dxKey: generateDxKey(),
} as const

test('a token is bound to the channel that the recorded request names', async t => {
  const token = await sealToken(keyring, content)
  const binding = { ...adapter, authenticate: jweToken({ boundBy: 'x-channel-id' }) }
  const headers = { 'X-Channel-ID': 'channel-1' }
  const recorded = { method: 'POST', path_suffix: '/event', headers }
  const url = await bindToken(by, binding, recorded, `https://example.com/event?token=${token}`)
  const opened = await openToken(keyring, new URL(url).searchParams.get('token') ?? '')
  t.equal(opened.isBoundTo('channel-1'), true)
  t.equal(opened.isBoundTo('channel-2'), false)
  t.equal(opened.dxKey, content.dxKey)
})

test('an address whose adapter binds nothing stays as it is', async t => {
  const token = await sealToken(keyring, content)
  const recorded = { method: 'POST', path_suffix: '/event' }
  for (const url of [`https://example.com/?token=${token}`, 'https://example.com/?did=a&dxKey=b']) {
    const plain = { ...adapter, authenticate: jweToken() }
    t.equal(await bindToken(by, plain, recorded, url), url)
  }
})
