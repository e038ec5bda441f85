import stripe from '@conduit/adapter-stripe'
import samples from '@conduit/adapter-stripe/samples'
import { crossCheck, headerOf, type SignedCall, verdictOf } from '@conduit/testing'
import Stripe from 'stripe'
import { test } from 'tap'

const tolerance = 300
const { webhooks } = Stripe
const client = new Stripe('sk_test_nothing_is_called')
const secret = 'whsec_test-secret-0001'
const at = new Date('2026-11-10T09:00:00.000Z')
const seconds = at.getTime() / 1000

const secretsOf = ({ signingSecret, previousSigningSecrets = [] }: SignedCall['settings']) =>
  [signingSecret, previousSigningSecrets].flat().map(String)

/** Both styles of events: the client reads each by another of its functions. */
function accepts(call: SignedCall): boolean {
  const header = headerOf(call, 'stripe-signature')
  return secretsOf(call.settings).some(each => {
    const rest = [header, each, tolerance, undefined, call.at.getTime()] as const
    try {
      if (call.body.includes('"v2.core.event"')) client.parseEventNotification(call.body, ...rest)
      else webhooks.constructEvent(call.body, ...rest)
      return true
    } catch {
      return false
    }
  })
}

function sign({ body, at, settings }: SignedCall) {
  const [secret = ''] = secretsOf(settings)
  const timestamp = at.getTime() / 1000
  const options = { payload: body.toString(), secret, timestamp }
  return { 'stripe-signature': webhooks.generateTestHeaderString(options) }
}

/** A snapshot event signed by the client, some of the call replaced. */
function callOf(changes: Partial<SignedCall> = {}): SignedCall {
  const body = Buffer.from('{"id":"evt_1","object":"event","type":"customer.created"}')
  const settings = { signingSecret: secret }
  const call = {
    method: 'POST',
    url: 'https://hooks.example.com/',
    headers: {},
    body,
    at,
    settings,
  }
  return { ...call, headers: sign({ ...call, ...changes }), ...changes }
}

test('Stripe’s own client agrees', async t => {
  const own = { package: 'stripe', from: import.meta.url, accepts, sign }
  t.comment(await crossCheck(t, stripe, samples, own))
})

test('five minutes back for both; the client takes any time to come, we do not', async t => {
  const signedAt = (off: number) => callOf({ headers: sign(callOf({ at: new Date(+at + off) })) })
  for (const [off, theirs, ours] of [
    [-300_000, true, 'signed'],
    [-301_000, false, 'unauthorized'],
    [300_000, true, 'signed'],
    [301_000, true, 'unauthorized'],
    [86_400_000, true, 'unauthorized'],
  ] as const) {
    t.equal(accepts(signedAt(off)), theirs, `${off} for the client`)
    t.equal(verdictOf(stripe, signedAt(off)), ours, `${off} for us`)
  }
})

test('the client reads bytes as text and takes several for one; we take what was signed', async t => {
  const { body } = callOf()
  const marked = callOf({
    body: Buffer.concat([Buffer.from('\ufeff'), body]),
    headers: sign(callOf()),
  })
  t.equal(accepts(marked), true, 'a byte order mark in front, for the client')
  t.equal(verdictOf(stripe, marked), 'unauthorized', 'and for us')
  const text = (byte: number) =>
    Buffer.from(
      body.toString('latin1').replace('evt_1', `evt_${String.fromCharCode(byte)}`),
      'latin1',
    )
  const other = callOf({ body: text(0xfe), headers: sign(callOf({ body: text(0xff) })) })
  t.equal(accepts(other), true, 'another byte that is not UTF-8, for the client')
  t.equal(verdictOf(stripe, other), 'unauthorized', 'and for us')
})

test('an empty secret opens nothing, with us nor with the client', async t => {
  const call = callOf({ settings: { signingSecret: '' } })
  t.match(call.headers['stripe-signature'], /^t=\d+,v1=\w{64}$/, 'though one can sign with it')
  t.equal(accepts(call), false)
  t.equal(verdictOf(stripe, call), 'unavailable')
})

test('a header that a proxy folded is refused by the client, and read by us', async t => {
  const folded = callOf().headers['stripe-signature']?.replace(',', ', ') ?? ''
  const call = callOf({ headers: { 'stripe-signature': folded } })
  t.match(folded, `t=${seconds}, v1=`)
  t.equal(accepts(call), false)
  t.equal(verdictOf(stripe, call), 'signed')
})
