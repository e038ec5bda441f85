import { createHmac } from 'node:crypto'
import surveyMonkey from '@conduit/adapter-survey-monkey'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { requestOf, settings } from './bench.ts'

const body = '{"name": "Caf\\u00e9 \\u2615"}'

function verdict(request: ReturnType<typeof requestOf>, changes: object = {}) {
  try {
    return surveyMonkey.verifySignature(request, {
      settings: { ...settings, ...changes },
      state: {},
    })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

const signedBy = (key: string, text = body) => ({
  'sm-signature': createHmac('sha1', key).update(text).digest('base64'),
})

test('the key is client id, an ampersand, client secret', async t => {
  const { clientId, signingSecret } = settings
  t.equal(verdict(requestOf(body, signedBy(`${clientId}&${signingSecret}`))), 'signed')
  t.equal(verdict(requestOf(body, signedBy(signingSecret))), 'unauthorized')
  t.equal(verdict(requestOf(body, signedBy(`${clientId}${signingSecret}`))), 'unauthorized')
  t.equal(verdict(requestOf(body, signedBy(`&${signingSecret}`))), 'unauthorized')
})

test('escaped and raw Unicode are different bytes, and each may be signed', async t => {
  const raw = '{"name":"Café ☕"}'
  t.equal(verdict(requestOf(raw)), 'signed')
  const escaped = requestOf(body).header('sm-signature') ?? ''
  t.equal(verdict(requestOf(raw, { 'sm-signature': escaped })), 'unauthorized')
})

test('an app is ours or refused; its id is never taken from the call', async t => {
  t.equal(verdict(requestOf(body, { 'sm-apikey': settings.clientId })), 'signed')
  const foreign = { 'sm-apikey': 'other', ...signedBy(`other&${settings.signingSecret}`) }
  t.equal(verdict(requestOf(body, foreign)), 'unauthorized')
  t.equal(verdict(requestOf(body, { 'sm-apikey': 'other' })), 'unauthorized')
})

test('a line break behind the signature is not part of it', async t => {
  const right = requestOf(body).header('sm-signature') ?? ''
  t.equal(verdict(requestOf(body, { 'sm-signature': `${right}\n` })), 'signed')
  for (const wrong of [
    null,
    '',
    '\n',
    right.slice(0, -1),
    Buffer.from(right, 'base64').toString('hex'),
  ]) {
    t.equal(verdict(requestOf(body, { 'sm-signature': wrong })), 'unauthorized', String(wrong))
  }
})

test('an empty secret lets nothing in, though the key would not be empty', async t => {
  const request = requestOf(body, signedBy(`${settings.clientId}&`))
  t.equal(verdict(request, { signingSecret: '' }), 'unavailable')
  t.equal(verdict(request, { previousSigningSecrets: [''] }), 'unauthorized')
})

test('an old secret is accepted while it is listed', async t => {
  const request = requestOf(body, signedBy(`${settings.clientId}&the-old-secret-of-the-app`))
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { previousSigningSecrets: ['the-old-secret-of-the-app'] }), 'signed')
})

test('where an authorization was agreed on, every event must carry it', async t => {
  const agreed = { authorization: 'Bearer a-secret-we-chose' }
  t.equal(verdict(requestOf(body, agreed), agreed), 'signed')
  t.equal(verdict(requestOf(body), agreed), 'unauthorized')
  t.equal(verdict(requestOf(body, { authorization: 'Bearer ' }), agreed), 'unauthorized')
  t.equal(verdict(requestOf(body, agreed)), 'signed', 'not asked for: it does not count')
})

test('HEAD tries the URL: answered with nothing, unsigned; nothing else is', async t => {
  const head = { 'sm-signature': null }
  t.strictSame(verdict(requestOf('', head, 'HEAD')), { handshake: { text: '' } })
  t.equal(verdict(requestOf('', head)), 'unauthorized')
})
