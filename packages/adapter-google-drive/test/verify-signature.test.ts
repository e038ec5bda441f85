import googleDrive from '@conduit/adapter-google-drive'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { changes, requestOf, state } from './bench.ts'

function verdict(headers: Parameters<typeof requestOf>[0], own: typeof state = state) {
  try {
    const integration = { settings: { changes: true }, state: own }
    return googleDrive.verifySignature(requestOf(headers), integration)
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('a known channel with its resource', async t => {
  t.equal(verdict({}), 'unsigned', 'nothing is signed')
})

test('a channel that was never opened, or was stopped', async t => {
  for (const id of ['c-2', '', undefined, 'C-1', '__proto__']) {
    t.equal(verdict({ 'x-goog-channel-id': id }), 'unauthorized', String(id))
  }
  t.equal(verdict({}, {}), 'unauthorized', 'without any channel')
})

test('the resource must be the one that is watched', async t => {
  for (const id of ['r-2', 'r-1 ', 'r-11', '', 'R-1']) {
    t.equal(verdict({ 'x-goog-resource-id': id }), 'unauthorized', id)
  }
  t.equal(verdict({ 'x-goog-resource-id': undefined }), 'invalid')
})

test('before the call that opens a channel has returned, its resource is not known', async t => {
  const { resourceId: _unknown, ...opening } = changes
  const first = { 'x-goog-resource-state': 'sync', 'x-goog-resource-id': 'r-9' }
  t.equal(verdict(first, { channels: [opening] }), 'unsigned')
})

test('the token comes in a header, bound to the channel', async t => {
  const claim = googleDrive.authenticate.claim(requestOf({ 'x-goog-channel-token': 'abc' }))
  t.strictSame(claim, { kind: 'token', token: 'abc', channel: 'c-1' })
  t.equal(googleDrive.authenticate.claim(requestOf()), null)
})
