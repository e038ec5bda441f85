import { createHmac } from 'node:crypto'
import netsuite from '@conduit/adapter-netsuite'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { requestOf, settings, signingSecret } from './bench.ts'

const header = 'x-netsuite-signature'
const body = '{"name":"Bjørk"}'
const hex = (key: string | Buffer = signingSecret) =>
  createHmac('sha256', key).update(body).digest('hex')
const base64 = Buffer.from(hex(), 'hex').toString('base64')

function verdict(signature: string, changes: object = {}, text = body) {
  try {
    const integration = { settings: { ...settings, ...changes }, state: {} }
    return netsuite.verifySignature(requestOf(text, { [header]: signature }), integration)
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('hex in either case, or base64, with a prefix in any case or without', async t => {
  for (const code of [hex(), hex().toUpperCase(), base64]) {
    for (const prefix of ['', 'sha256=', 'SHA256=']) {
      t.equal(verdict(prefix + code), 'signed', prefix + code)
      t.equal(verdict(prefix + code, {}, '{"name":"Bjork"}'), 'unauthorized')
    }
  }
})

test('nothing but exactly such an encoding', async t => {
  const url = base64.replaceAll('+', '-').replaceAll('/', '_')
  for (const wrong of [
    '',
    'sha256=',
    `sha256=sha256=${hex()}`,
    `sha1=${hex()}`,
    ` ${hex()}`,
    `${hex()}\n`,
    hex().slice(2),
    `${hex()}00`,
    base64.slice(0, -1),
    `${base64}\n`,
    `v1=${hex()}`,
    ...(url === base64 ? [] : [url]),
  ]) {
    t.equal(verdict(wrong), 'unauthorized', JSON.stringify(wrong))
  }
})

test('the secret is the text that it is, even where it could be hex', async t => {
  const secret = '00112233445566778899aabbccddeeff'
  t.equal(verdict(hex(secret), { signingSecret: secret }), 'signed')
  t.equal(verdict(hex(Buffer.from(secret, 'hex')), { signingSecret: secret }), 'unauthorized')
})

test('while a secret is changed the older one is enough', async t => {
  const older = 'ns-older-secret-0123456789'
  t.equal(verdict(hex(older)), 'unauthorized')
  t.equal(verdict(hex(older), { previousSigningSecrets: [older] }), 'signed')
  t.equal(verdict(hex(), { previousSigningSecrets: [older] }), 'signed')
})

test('an empty secret lets nothing in', async t => {
  t.equal(verdict(hex(''), { signingSecret: '' }), 'unavailable')
})
