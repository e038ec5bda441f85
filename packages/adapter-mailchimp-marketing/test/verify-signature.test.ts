import mailchimpMarketing from '@conduit/adapter-mailchimp-marketing'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { requestOf, seconds, signingSecret, v1 } from './request.ts'

const body = 'type=subscribe&fired_at=2026-11-10+08%3A59%3A59&data%5Bemail%5D=ada%2Bx%40example.com'

function verdict(
  request: ReturnType<typeof requestOf>,
  settings: { signingSecret?: string; previousSigningSecrets?: string[] } = { signingSecret },
): unknown {
  try {
    return mailchimpMarketing.verifySignature(request, { settings, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}
const withHeader = (signature: string | undefined, text: string = body) =>
  requestOf(text, { signature })

test('any v1 may match; unknown keys, order and blanks do not count', async t => {
  const [right, wrong] = [v1(body), v1(body, 'another-secret-0001')]
  t.equal(verdict(withHeader(`t=${seconds},v1=${right}`)), 'signed')
  t.equal(verdict(withHeader(`t=${seconds},v1=${wrong},v1=${right}`)), 'signed')
  t.equal(verdict(withHeader(`v1=${right}, v2=x, t=${seconds}`)), 'signed')
  t.equal(verdict(withHeader(`t=${seconds},v1=${right.toUpperCase()}`)), 'signed')
  t.equal(verdict(withHeader(`t=${seconds},v2=${right}`)), 'unauthorized')
  t.equal(verdict(withHeader(`t=${seconds},v1=${wrong}`)), 'unauthorized')
})

test('the time is signed as it stands, and stands once', async t => {
  const right = v1(body)
  t.equal(verdict(withHeader(`t=${seconds},t=${seconds},v1=${right}`)), 'unauthorized')
  t.equal(verdict(withHeader(`t=${seconds - 1},v1=${right}`)), 'unauthorized')
  t.equal(verdict(withHeader(`v1=${right}`)), 'unauthorized')
  t.equal(verdict(withHeader(`t=0${seconds},v1=${right}`)), 'unauthorized')
})

test('five minutes either way, to the second', async t => {
  const signedAt = (time: number) =>
    verdict(withHeader(`t=${time},v1=${v1(body, signingSecret, time)}`))
  t.equal(signedAt(seconds - 300), 'signed')
  t.equal(signedAt(seconds - 301), 'unauthorized')
  t.equal(signedAt(seconds + 300), 'signed')
  t.equal(signedAt(seconds + 301), 'unauthorized')
})

test('the bytes are signed, not what they decode to', async t => {
  const signature = `t=${seconds},v1=${v1(body)}`
  t.equal(verdict(withHeader(signature, body.replaceAll('%5B', '['))), 'unauthorized')
  t.equal(verdict(withHeader(signature, `${body}&x=`)), 'unauthorized')
})

test('whoever has a secret never accepts an unsigned call', async t => {
  t.equal(verdict(withHeader(undefined)), 'unauthorized')
  t.equal(
    verdict(withHeader(undefined), { previousSigningSecrets: [signingSecret] }),
    'unauthorized',
  )
  const empty = withHeader(`t=${seconds},v1=${v1(body, '')}`)
  t.equal(verdict(empty, { signingSecret: '' }), 'unavailable')
  t.equal(verdict(withHeader(undefined), { signingSecret: '' }), 'unavailable')
})

test('without a secret only webhooks that do not sign are taken, as unsigned', async t => {
  t.equal(verdict(withHeader(undefined), {}), 'unsigned')
  t.equal(verdict(withHeader(`t=${seconds},v1=${v1(body)}`), {}), 'unavailable')
})

test('the secret of another audience counts as long as it is listed', async t => {
  const other = 'c0ffee00c0ffee00c0ffee00'
  const request = withHeader(`t=${seconds},v1=${v1(body, other)}`)
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { signingSecret, previousSigningSecrets: [other] }), 'signed')
})

test('the check of the URL is answered, whether there is a secret or not', async t => {
  for (const settings of [{}, { signingSecret }]) {
    t.match(verdict(requestOf('', { method: 'GET' }), settings), { handshake: { text: '' } })
    t.match(verdict(requestOf(''), settings), { handshake: { text: '' } })
  }
})
