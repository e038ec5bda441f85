import klaviyo from '@conduit/adapter-klaviyo'
import samples from '@conduit/adapter-klaviyo/samples'
import { isConduitError, type WebhookRequest } from '@conduit/core'
import { missingSettings, settingsFaults } from '@conduit/core/host'
import { test } from 'tap'
import { meta, ofFlow, requestOf, signatureOf, signingSecret, webhookId } from './request.ts'

const body = JSON.stringify({ data: [], meta })

function verdict(request: WebhookRequest, settings: object = { signingSecret }) {
  try {
    return klaviyo.verifySignature(request, { settings, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('body, then the text of the time, as hex', async t => {
  t.equal(verdict(requestOf(body)), 'signed')
  const signature = signatureOf(body)
  const others = [
    Buffer.from(signature, 'hex').toString('base64'),
    `sha256=${signature}`,
    signatureOf(''),
    signatureOf(body, signingSecret, ''),
    signatureOf(`${body}.`),
  ]
  for (const other of others) {
    t.equal(verdict(requestOf(body, { 'klaviyo-signature': other })), 'unauthorized', other)
  }
  const time = { 'klaviyo-timestamp': 'Wed, 14 Oct 2026 18:05:26 GMT' }
  t.equal(verdict(requestOf(body, time)), 'unauthorized', 'another time')
})

test('the header with the webhook’s id proves nothing: the body tells it', async t => {
  const without = requestOf(body, { 'klaviyo-webhook-id': null })
  t.equal(verdict(without, { signingSecret, webhookId }), 'signed')
})

test('what is signed is signed, whether it can be read or not', async t => {
  for (const text of ['{"data":[', '', 'null', '{"data":[]}']) {
    t.equal(verdict(requestOf(text)), 'signed', text)
  }
})

test('further secrets are accepted while they are listed', async t => {
  const other = { 'klaviyo-signature': signatureOf(body, 'the-secret-before-this') }
  t.equal(verdict(requestOf(body, other)), 'unauthorized')
  const previousSigningSecrets = ['the-secret-before-this']
  t.equal(verdict(requestOf(body, other), { signingSecret, previousSigningSecrets }), 'signed')
})

const flow = { flowSecretHeader: 'X-Flow-Secret', flowSecret: 'c7b1e0a94d2f4e63b58a7d90' }

test('a flow brings its secret, and is not signed by that', async t => {
  const call = requestOf('{}', { ...ofFlow, 'x-flow-secret': flow.flowSecret })
  t.equal(verdict(call, flow), 'unsigned')
  t.equal(verdict(call, { ...flow, signingSecret }), 'unsigned')
  t.equal(verdict(call), 'unauthorized', 'where flows are not switched on')
  t.equal(verdict(call, {}), 'unauthorized')
  for (const wrong of [null, '', 'c7b1', `${flow.flowSecret}0`]) {
    const other = requestOf('{}', { ...ofFlow, 'x-flow-secret': wrong })
    t.equal(verdict(other, flow), 'unauthorized', String(wrong))
  }
  const empty = requestOf('{}', { ...ofFlow, 'x-flow-secret': '' })
  t.equal(verdict(empty, { ...flow, flowSecret: '' }), 'unauthorized')
})

test('a call with any header of a system webhook is none of a flow', async t => {
  for (const name of ['klaviyo-signature', 'klaviyo-timestamp', 'klaviyo-webhook-id']) {
    const call = requestOf('{}', { ...ofFlow, 'x-flow-secret': flow.flowSecret, [name]: 'x' })
    t.equal(verdict(call, { ...flow, signingSecret }), 'unauthorized', name)
    t.equal(verdict(call, flow), 'unavailable', name)
  }
})

test('something has to prove a call, the secret of flows with its header', async t => {
  t.strictSame(missingSettings(klaviyo, {}), ['signingSecret'])
  t.strictSame(missingSettings(klaviyo, { signingSecret }), [])
  t.strictSame(missingSettings(klaviyo, flow), [])
  const faults = (settings: Record<string, string>) =>
    settingsFaults(klaviyo, settings).map(({ pointer }) => pointer)
  t.strictSame(faults({ signingSecret }), [])
  t.strictSame(faults(flow), [])
  t.strictSame(faults({}), [])
  t.strictSame(faults({ signingSecret, flowSecret: flow.flowSecret }), ['/flowSecret'])
  t.strictSame(faults({ flowSecretHeader: 'X-Flow-Secret' }), ['/flowSecret'])
  t.not(faults({ ...flow, flowSecretHeader: 'Klaviyo-Signature' }).length, 0)
})

test('what we sign is accepted, as of now once its time is another', async t => {
  const request = { method: 'POST', url: '', headers: {}, body }
  const at = new Date('2026-10-15T00:00:00.000Z')
  const headers = samples.sign(request, { signingSecret }, at)
  t.equal(verdict(requestOf(body, headers ?? {}, at)), 'signed')
  const later = new Date('2026-11-14T00:00:00.000Z')
  const fresh = samples.refresh?.(request, later) ?? request
  const signed = samples.sign(fresh, { signingSecret }, later)
  t.equal(verdict(requestOf(fresh.body.toString(), signed ?? {}, later)), 'signed')
  const time = JSON.parse(fresh.body.toString()).meta.timestamp
  t.equal(time, later.toISOString(), 'by which parseEvent judges it')
  const flow = { ...request, body: '{"topic":"x"}' }
  t.equal(samples.refresh?.(flow, later), flow, 'a flow’s call holds no time')
  t.equal(samples.sign({ ...request, headers: ofFlowSample }, { signingSecret }, at), null)
})

const ofFlowSample = { 'X-Klaviyo-Flow-ID': 'Fw2Qn6' }
