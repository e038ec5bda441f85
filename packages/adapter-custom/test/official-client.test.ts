import { generateKeyPairSync, sign } from 'node:crypto'
import custom from '@conduit/adapter-custom'
import samples from '@conduit/adapter-custom/samples'
import { crossCheck, headerOf, type SignedCall, verdictOf } from '@conduit/testing'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { test } from 'tap'
import { receivedAt as at, mappingOf, signingSecret } from './request.ts'

const except = {
  '02-consent-withdrawn-unsigned.json': 'it is not signed',
  '04-asymmetric-v1a.json': 'no released library verifies v1a',
}
const names = ['id', 'timestamp', 'signature'] as const

interface Verifier {
  sign(id: string, time: Date, body: string): string
  verify(body: string, headers: Record<string, string>): unknown
}

/** A client that answers for the given names of headers. */
function clientOf(makeWebhook: (secret: string) => Verifier, prefix: string) {
  const accepts = (call: SignedCall): boolean =>
    secretsOf(call.settings).some(secret => isGenuine(makeWebhook(secret), call, prefix))
  const sign = ({ body, at, settings }: SignedCall) => {
    const [secret = ''] = secretsOf(settings)
    const id = 'msg_2EXAMPLE0000000000000000001'
    return {
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: `${Math.floor(at.getTime() / 1000)}`,
      [`${prefix}-signature`]: makeWebhook(secret).sign(id, at, body.toString()),
    }
  }
  return { accepts, sign }
}

/** With the clock that the libraries read set to the time of the call. */
function isGenuine(webhook: Verifier, call: SignedCall, prefix: string): boolean {
  const { now } = Date
  Date.now = () => call.at.getTime()
  try {
    const headers = names.map(name => [`${prefix}-${name}`, headerOf(call, `${prefix}-${name}`)])
    webhook.verify(call.body.toString(), Object.fromEntries(headers))
    return true
  } catch {
    return false
  } finally {
    Date.now = now
  }
}

const secretsOf = ({ signingSecret, previousSigningSecrets = [] }: SignedCall['settings']) =>
  [signingSecret, previousSigningSecrets].flat().map(String)

const reference = clientOf(secret => new Webhook(secret), 'webhook')

/** A call signed by the reference library. */
function callOf(changes: Partial<SignedCall> = {}): SignedCall {
  const call = {
    ...{ method: 'POST', url: 'https://hooks.example.com/', headers: {}, at },
    ...{ body: Buffer.from('{"type":"user.created"}') },
    ...{ settings: { signingSecret, mapping: mappingOf() }, ...changes },
  }
  return { ...call, headers: changes.headers ?? reference.sign(call) }
}

test('the reference library of Standard Webhooks agrees', async t => {
  const own = { package: 'standardwebhooks', from: import.meta.url, except, ...reference }
  t.comment(await crossCheck(t, custom, samples, own))
})

test('Svix agrees, under its own names of the headers', async t => {
  const svix = clientOf(secret => new SvixWebhook(secret), 'svix')
  const call = callOf()
  const under = (prefix: string) =>
    Object.fromEntries(names.map(name => [`${prefix}-${name}`, headerOf(call, `webhook-${name}`)]))
  t.equal(svix.accepts({ ...call, headers: under('svix') }), true)
  t.equal(verdictOf(custom, { ...call, headers: under('svix') }), 'signed')
  // It reads both spellings, as we do; recordings come in the other one.
  const both = clientOf(secret => new SvixWebhook(secret), 'webhook')
  const own = { package: 'svix', from: import.meta.url, except, ...both }
  t.comment(await crossCheck(t, custom, samples, own))
})

test('five minutes either way, for both', async t => {
  const signedAt = (off: number) =>
    callOf({ headers: reference.sign(callOf({ at: new Date(at.getTime() + off) })) })
  for (const [off, theirs, ours] of [
    [-300_000, true, 'signed'],
    [300_000, true, 'signed'],
    [-301_000, false, 'unauthorized'],
    [301_000, false, 'unauthorized'],
  ] as const) {
    t.equal(reference.accepts(signedAt(off)), theirs, `${off} for the library`)
    t.equal(verdictOf(custom, signedAt(off)), ours, `${off} for us`)
  }
})

test('a dot in the id could move the border to the time: the library takes it, we do not', async t => {
  const { body } = callOf()
  const id = 'msg_1.2'
  const signature = new Webhook(signingSecret).sign(id, at, body.toString())
  const headers = { ...callOf().headers, 'webhook-id': id, 'webhook-signature': signature }
  t.equal(reference.accepts(callOf({ headers })), true)
  t.equal(verdictOf(custom, callOf({ headers })), 'unauthorized')
})

test('a secret that is too short signs for the library, and opens nothing here', async t => {
  const short = `whsec_${Buffer.alloc(8, 7).toString('base64')}`
  const call = callOf({ settings: { signingSecret: short, mapping: mappingOf() } })
  t.equal(reference.accepts(call), true)
  t.equal(verdictOf(custom, call), 'unavailable')
  t.throws(() => new Webhook(''), /empty/)
})

test('v1a is verified by us; the libraries pass it over', async t => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const { body, headers } = callOf()
  const message = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const signature = sign(null, Buffer.from(message), privateKey).toString('base64')
  const publicKeys = [`whpk_${raw.toString('base64')}`]
  const call = callOf({
    headers: { ...headers, 'webhook-signature': `v1a,${signature}` },
    settings: { signingSecret, publicKeys, mapping: mappingOf() },
  })
  t.equal(reference.accepts(call), false)
  t.equal(verdictOf(custom, call), 'signed')
})
