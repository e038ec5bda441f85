import googleDrive from '@conduit/adapter-google-drive'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { files, ofFile, requestOf, state } from './bench.ts'

function parse(headers: Parameters<typeof requestOf>[0], own: typeof state = state) {
  const integration = { settings: { changes: true }, state: own }
  return googleDrive.parseEvent({ ...requestOf(headers), payload: {} }, integration)
}

function refusal(headers: Parameters<typeof requestOf>[0]) {
  try {
    return parse(headers)
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('a change somewhere: the list of changes is to be read', async t => {
  for (const word of ['change', 'changed', 'invented']) {
    const expected = { deliveryId: 'c-1:7', events: [], catchUp: true }
    t.strictSame(parse({ 'x-goog-resource-state': word }), expected, word)
  }
})

test('the first message of a channel says nothing', async t => {
  const sync = { 'x-goog-resource-state': 'sync', 'x-goog-message-number': '1' }
  t.strictSame(parse(sync), { deliveryId: 'c-1:1', events: [] })
  t.strictSame(parse(ofFile('sync')), { deliveryId: 'f-1:7', events: [] })
})

test('a change of one file', async t => {
  for (const word of ['add', 'remove', 'update', 'trash', 'untrash', 'invented']) {
    t.match(parse(ofFile(word)), {
      deliveryId: 'f-1:7',
      catchUp: undefined,
      events: [
        {
          type: `file.${word}`,
          meaning: 'processing',
          id: 'f-1:7',
          occurredAt: null,
          wants: { key: 'file-1', ref: { fileId: 'file-1' } },
        },
      ],
    })
  }
})

test('what is read is named by the channel, never by the URL of the notification', async t => {
  const uri = { 'x-goog-resource-uri': 'https://www.googleapis.com.evil.example/files/other' }
  t.strictSame(parse(ofFile('update', uri)).events[0]?.wants?.ref, { fileId: 'file-1' })
  const { fileId: _none, ...unnamed } = files
  const [event] = parse(ofFile('update', uri), { channels: [unnamed] }).events
  t.equal(event?.wants, undefined)
})

test('numbers beyond 2^53 stay what they are', async t => {
  const number = '9007199254740993'
  t.equal(parse({ 'x-goog-message-number': number }).deliveryId, `c-1:${number}`)
})

test('a header that is missing or strange', async t => {
  for (const name of ['message-number', 'resource-state', 'resource-uri', 'channel-id']) {
    t.equal(refusal({ [`x-goog-${name}`]: undefined }), 'invalid', name)
  }
  for (const number of ['-1', '1.5', 'ada@example.com', '1'.repeat(41)]) {
    t.equal(refusal({ 'x-goog-message-number': number }), 'invalid', number)
  }
  for (const word of ['ada@example.com', 'a b', 'a'.repeat(41)]) {
    t.equal(refusal(ofFile(word)), 'invalid', word)
  }
  t.equal(refusal({ 'x-goog-channel-id': 'c-2' }), 'unauthorized')
})
