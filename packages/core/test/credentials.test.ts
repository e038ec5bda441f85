import {
  didAndBearer,
  didAndKey,
  firstOf,
  isConduitError,
  jweToken,
  type RequestHead,
} from '@conduit/core'
import { didOf, generateDxKey, hashKey, openToken, sealToken } from '@conduit/core/host'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { CompactEncrypt } from 'jose'
import { test } from 'tap'
import { acme, receiverOf } from './acme.ts'

const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
const integrationId = '0193b0f6-0000-7000-8000-000000000001'
const keyring = createKeyring(parseMasterKeys(`k1:${generateMasterKey()}`))
const content = {
  scope: 'event',
  controllerId,
  integrationId,
  boundTo: null,
  dxKey: generateDxKey(),
} as const

const open = (token: string, ring = keyring) =>
  receiverOf(acme, undefined, { keyring: ring }).receiver.openToken(token)

function head(query: Record<string, string>, headers: Record<string, string> = {}): RequestHead {
  return {
    method: 'POST',
    url: '',
    receivedAt: new Date(0),
    header: name => headers[name],
    query: name => query[name],
  }
}

async function refusal(token: string, ring = keyring): Promise<unknown> {
  try {
    await open(token, ring)
    return null
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('a token says what was sealed into it, and fits where platforms have little room', async t => {
  const token = await sealToken(keyring, content)
  t.ok(token.length <= 256, `${token.length} characters`)
  const opened = await open(token)
  const keyHash = hashKey(content.dxKey)
  t.match(opened, { scope: 'event', controllerId, integrationId, keyHash })
  t.notMatch(JSON.stringify(opened), content.dxKey, 'the key itself is not kept')
  t.match(await openToken(keyring, token), { scope: 'event', dxKey: content.dxKey })
  const refusal = await openToken(keyring, token.padEnd(100_000, 'A')).catch(error => error)
  t.match(refusal, { reason: 'token too long' }, 'what no token is as long as is not decrypted')
  t.ok(opened.isBoundTo(null))
  t.notOk(opened.isBoundTo('channel-1'))
})

test('a token bound to a channel is good for that one only', async t => {
  const opened = await open(await sealToken(keyring, { ...content, boundTo: 'channel-1' }))
  t.ok(opened.isBoundTo('channel-1'))
  t.notOk(opened.isBoundTo('channel-2'))
  t.notOk(opened.isBoundTo(null))
})

test('tokens of an older key still open; those of a foreign one do not', async t => {
  const [first, second] = [generateMasterKey(), generateMasterKey()]
  const before = createKeyring(parseMasterKeys(`old:${first}`))
  const after = createKeyring(parseMasterKeys(`new:${second},old:${first}`))
  t.equal(await refusal(await sealToken(before, content), after), null)
  t.equal(await refusal(await sealToken(after, content), before), 'unauthorized')
})

test('whatever is wrong with a token, it is unauthorized', async t => {
  const token = await sealToken(keyring, content)
  const parts = token.split('.')
  const encrypt = (header: Record<string, string>, bytes = Buffer.alloc(82, 1)) =>
    new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'k1', ...header })
      .encrypt(keyring.server('credential'))
  const wrong = {
    empty: '',
    'not a token': 'a.b.c.d.e',
    'no kid': await new CompactEncrypt(Buffer.alloc(82, 1))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(keyring.server('credential')),
    'unknown kid': await encrypt({ kid: 'k9' }),
    compressed: await encrypt({ zip: 'DEF' }),
    'another form': await encrypt({}, Buffer.from('{"did":"x"}')),
    'another version': await encrypt({}, Buffer.alloc(82, 9)),
    'too long': `${token}${'A'.repeat(400)}`,
    cut: token.slice(0, -4),
    // The first character: of the last one not all bits count.
    'one bit': [
      ...parts.slice(0, 3),
      `${parts[3]?.startsWith('A') ? 'B' : 'A'}${parts[3]?.slice(1)}`,
      parts[4],
    ].join('.'),
  }
  for (const [name, text] of Object.entries(wrong))
    t.equal(await refusal(text), 'unauthorized', name)
})

test('claims are read from query or headers', async t => {
  const key = { kind: 'key', did: 'd', key: 'k' }
  t.strictSame(didAndKey().claim(head({ did: 'd', dxKey: 'k' })), key)
  t.strictSame(
    didAndKey().claim(head({}, { 'x-conduit-did': 'd', authorization: 'Bearer k' })),
    key,
  )
  t.equal(didAndKey().claim(head({ did: 'd' })), null)
  t.equal(didAndKey().claim(head({}, { 'x-conduit-did': 'd', authorization: 'Basic k' })), null)
  const both = firstOf(didAndKey(), didAndBearer())
  t.strictSame(both.claim(head({ did: 'd', dpid: 'i' }, { authorization: 'Bearer k' })), {
    ...key,
    integrationId: 'i',
  })
  t.equal(both.mints, 'key')
  const token = { kind: 'token', token: 'jwe', channel: null }
  t.strictSame(jweToken().claim(head({ token: 'jwe' })), token)
  t.strictSame(jweToken().claim(head({}, { authorization: 'Bearer jwe' })), token)
  const drive = jweToken({ header: 'x-goog-channel-token', boundBy: 'x-goog-channel-id' })
  t.strictSame(drive.claim(head({}, { 'x-goog-channel-token': 'jwe', 'x-goog-channel-id': 'c' })), {
    ...token,
    channel: 'c',
  })
})

test('keys are random and long; a DID is made from the id', async t => {
  t.match(generateDxKey(), /^dxk_[\w-]{43}$/)
  t.not(generateDxKey(), generateDxKey())
  t.match(hashKey('x'), /^[0-9a-f]{64}$/)
  t.match(didOf(controllerId), /^did:dep:[0-9a-f]{64}$/)
})
