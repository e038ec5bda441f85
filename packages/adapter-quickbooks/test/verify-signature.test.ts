import { createHmac } from 'node:crypto'
import quickbooks from '@conduit/adapter-quickbooks'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { requestOf, settings, signingSecret } from './bench.ts'

const header = 'intuit-signature'
const right = (body: string, key: string | Buffer = signingSecret) =>
  createHmac('sha256', key).update(body).digest('base64')

function verdict(request: ReturnType<typeof requestOf>, changes: object = {}) {
  try {
    return quickbooks.verifySignature(request, { settings: { ...settings, ...changes }, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('a value that OpenSSL computed', async t => {
  const known = 'H/FDB9YuFbQU+ARaWtOzksVAjMx54tWAOvkApg6dLo4='
  t.equal(verdict(requestOf('[]', { [header]: known })), 'signed')
  t.equal(verdict(requestOf('{}', { [header]: known })), 'unauthorized')
})

test('the verifier token is the text that it is', async t => {
  const bytes = Buffer.from(signingSecret.replaceAll('-', ''), 'hex')
  t.equal(verdict(requestOf('[]', { [header]: right('[]', bytes) })), 'unauthorized')
  const plain = signingSecret.replaceAll('-', '')
  t.equal(verdict(requestOf('[]', { [header]: right('[]', plain) })), 'unauthorized')
})

test('only padded base64 of the standard alphabet', async t => {
  const code = right('[]')
  const hex = Buffer.from(code, 'base64').toString('hex')
  for (const wrong of [
    '',
    ` ${code}`,
    `${code}\n`,
    code.slice(0, -1),
    hex,
    'AAAA',
    `${code}AAAA`,
  ]) {
    t.equal(verdict(requestOf('[]', { [header]: wrong })), 'unauthorized', JSON.stringify(wrong))
  }
})

test('the bytes are signed, not what they say', async t => {
  const body = '[ ]\n'
  t.equal(verdict(requestOf(body, { [header]: right(body) })), 'signed')
  t.equal(verdict(requestOf(body, { [header]: right('[]') })), 'unauthorized')
})

test('each of several verifier tokens is enough', async t => {
  const old = 'b2c7f0c4-1f83-4b0e-8f6c-54a1d0a9e2d7'
  const request = requestOf('[]', { [header]: right('[]', old) })
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { previousSigningSecrets: [old] }), 'signed')
  t.equal(verdict(requestOf('[]'), { previousSigningSecrets: [old] }), 'signed')
})

test('without a verifier token nothing is taken, and an empty one is none', async t => {
  const request = requestOf('[]', { [header]: right('[]', '') })
  t.equal(verdict(request, { signingSecret: undefined }), 'unavailable')
  t.equal(verdict(request, { signingSecret: '' }), 'unavailable')
})
