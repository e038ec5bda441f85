import { test } from 'tap'
import { createReplyReader, type Reply } from '../src/load/reply-reader.ts'

const answer = (status: string, body: string, name = 'content-length') =>
  `HTTP/1.1 ${status}\r\nvary: origin\r\n${name}: ${Buffer.byteLength(body)}\r\nconnection: keep-alive\r\n\r\n${body}`

test('answers are read whole, however they are cut', async t => {
  const text =
    answer('200 OK', '{"data":{"duplicate":false,"name":"é"}}') +
    answer('200 OK', '{"data":{"duplicate":true}}', 'Content-Length') +
    answer('401 Unauthorized', '')
  const bytes = Buffer.from(text)
  const expected = [
    { status: 200, isDuplicate: false },
    { status: 200, isDuplicate: true },
    { status: 401, isDuplicate: false },
  ]
  for (const size of [1, 7, 64, bytes.length]) {
    const replies: Reply[] = []
    const read = createReplyReader(reply => replies.push(reply))
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
    t.strictSame(replies, expected, `in pieces of ${size} bytes`)
  }
})

test('an answer that does not say its length cannot be read', async t => {
  const read = createReplyReader(() => t.fail('none is complete'))
  const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'
  t.throws(() => read(Buffer.from(chunked)), /does not say its length/)
})
