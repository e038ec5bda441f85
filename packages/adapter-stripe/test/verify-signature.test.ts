import { createHmac } from 'node:crypto'
import stripe from '@conduit/adapter-stripe'
import { isConduitError, type WebhookRequest } from '@conduit/core'
import { test } from 'tap'

const at = new Date('2026-11-10T09:00:00.000Z')
const seconds = Math.floor(at.getTime() / 1000)
const secret = 'whsec_test-secret-0001'
const body = '{"id":"evt_1","object":"event","price":"$$5 $& \\u00e9"}'

function v1(text: string | Buffer, withSecret = secret, time = seconds): string {
  return createHmac('sha256', withSecret).update(`${time}.`).update(text).digest('hex')
}

function verdict(
  header: string | undefined,
  options: { bytes?: Uint8Array; settings?: Record<string, unknown> } = {},
): unknown {
  const request: WebhookRequest = {
    method: 'POST',
    url: '',
    receivedAt: at,
    bytes: options.bytes ?? Buffer.from(body),
    digest: '',
    header: name => (name === 'stripe-signature' ? header : undefined),
    query: () => undefined,
  }
  const settings = { signingSecret: secret, ...options.settings }
  try {
    return stripe.verifySignature(request, { settings, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('any v1 of the header may match, wherever it stands', async t => {
  t.equal(verdict(`t=${seconds},v1=${v1(body)},v1=${v1(body, 'whsec_another-one')}`), 'signed')
  t.equal(verdict(`t=${seconds},v1=${v1(body, 'whsec_another-one')},v1=${v1(body)}`), 'signed')
  t.equal(verdict(`v1=${v1(body)},t=${seconds}`), 'signed', 'in any order')
  t.equal(verdict(`t=${seconds}, v1=${v1(body)}`), 'signed', 'folded by a proxy')
})

test('old and Connect secrets are accepted while they are set', async t => {
  const old = `t=${seconds},v1=${v1(body, 'whsec_the-old-one')}`
  t.equal(verdict(old), 'unauthorized')
  t.equal(verdict(old, { settings: { previousSigningSecrets: ['whsec_the-old-one'] } }), 'signed')
})

test('v0 and unknown schemes count for nothing', async t => {
  t.equal(verdict(`t=${seconds},v0=${v1(body)}`), 'unauthorized')
  t.equal(verdict(`t=${seconds},v2=${v1(body)}`), 'unauthorized')
})

test('five minutes either way, to the second', async t => {
  const signedAt = (time: number) => verdict(`t=${time},v1=${v1(body, secret, time)}`)
  t.equal(signedAt(seconds - 300), 'signed')
  t.equal(signedAt(seconds - 301), 'unauthorized')
  t.equal(signedAt(seconds + 300), 'signed')
  t.equal(signedAt(seconds + 301), 'unauthorized')
})

test('other bytes are not what was signed', async t => {
  const header = `t=${seconds},v1=${v1(body)}`
  const re = JSON.stringify(JSON.parse(body), null, 2)
  t.equal(verdict(header, { bytes: Buffer.from(re) }), 'unauthorized', 'serialised again')
  t.equal(
    verdict(header, { bytes: Buffer.from(`\ufeff${body}`) }),
    'unauthorized',
    'a byte order mark in front',
  )
  t.equal(verdict(header, { bytes: new Uint8Array() }), 'unauthorized', 'empty')
  const replaced = Buffer.from([0x7b, 0xff, 0x7d])
  t.equal(
    verdict(`t=${seconds},v1=${v1(replaced.toString())}`, { bytes: replaced }),
    'unauthorized',
    'not UTF-8: its text would hash like other bytes',
  )
})

test('a broken header is a missing one', async t => {
  const mac = v1(body)
  const broken = [
    undefined,
    '',
    't=',
    `v1=${mac}`,
    `t=${seconds}`,
    `t=now,v1=${mac}`,
    `t=${seconds},v1=`,
  ]
  const short = [
    `t=${seconds},v1=${mac.slice(0, 10)}`,
    `t=${seconds},v1=${mac}00`,
    `t=${seconds};v1=${mac}`,
  ]
  for (const header of [...broken, ...short])
    t.equal(verdict(header), 'unauthorized', String(header))
})

test('an empty secret lets nothing in', async t => {
  const header = `t=${seconds},v1=${v1(body, '')}`
  t.equal(verdict(header, { settings: { signingSecret: '' } }), 'unavailable')
})
