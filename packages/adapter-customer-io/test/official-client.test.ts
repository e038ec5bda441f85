import customerIo from '@conduit/adapter-customer-io'
import samples from '@conduit/adapter-customer-io/samples'
import { crossCheck, headerOf, type SignedCall, verdictOf } from '@conduit/testing'
import { verifyRequestSignature } from 'customerio-node'
import { test } from 'tap'
import { now as at, settings } from './support.ts'

function accepts(call: SignedCall): boolean {
  const { signingSecret, previousSigningSecrets = [] } = call.settings
  return [signingSecret, previousSigningSecrets].flat().some(secret =>
    verifyRequestSignature({
      signingSecret: String(secret),
      timestamp: headerOf(call, 'x-cio-timestamp'),
      body: call.body,
      signature: headerOf(call, 'x-cio-signature'),
    }),
  )
}

/** A webhook signed by our samples at a time, arriving at `at`. */
function callOf(signedAt = at, changes: Partial<SignedCall> = {}): SignedCall {
  const call = {
    ...{ method: 'POST', url: 'https://hooks.example.com/', headers: {}, at, settings },
    body: Buffer.from('{"event_id":"01K7GQ4CT9MHB3ZQ2VXK8TNAPQ"}'),
    ...changes,
  }
  return { ...call, headers: samples.sign(call, call.settings, signedAt) ?? {} }
}

test('Customer.io’s own client agrees', async t => {
  const own = { package: 'customerio-node', from: import.meta.url, accepts }
  t.comment(await crossCheck(t, customerIo, samples, own))
})

test('the client knows no clock: how old a call may be is ours to say', async t => {
  for (const [off, ours] of [
    [-300_000, 'signed'],
    [300_000, 'signed'],
    [-301_000, 'unauthorized'],
    [301_000, 'unauthorized'],
    [-31_536_000_000, 'unauthorized'],
  ] as const) {
    const call = callOf(new Date(at.getTime() + off))
    t.equal(accepts(call), true, `${off} for the client`)
    t.equal(verdictOf(customerIo, call), ours, `${off} for us`)
  }
})

test('capitals in the signature are refused by the client; they are the same bytes to us', async t => {
  const call = callOf()
  const signature = headerOf(call, 'x-cio-signature').toUpperCase()
  const capital = { ...call, headers: { ...call.headers, 'x-cio-signature': signature } }
  t.equal(accepts(capital), false)
  t.equal(verdictOf(customerIo, capital), 'signed')
})

test('an empty secret opens nothing, with us nor with the client', async t => {
  const call = callOf(at, { settings: { ...settings, signingSecret: '' } })
  t.throws(() => accepts(call), /signingSecret/)
  t.equal(verdictOf(customerIo, call), 'unavailable')
})
