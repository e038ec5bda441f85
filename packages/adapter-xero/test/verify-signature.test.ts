import { createHmac } from 'node:crypto'
import xero from '@conduit/adapter-xero'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { requestOf, signingSecret } from './bench.ts'

function verdict(request: ReturnType<typeof requestOf>, settings: object = { signingSecret }) {
  try {
    return xero.verifySignature(request, { settings, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('the known answer of a public report', async t => {
  const key =
    'LR+QgKlbRciIPYpi65tTKLaZ3FzLLofCNEQWrRXqWXJeDFrfexzfVI9SmnVuCWDJ4jnjHB9ECtOyxZSofRxwWw=='
  const body =
    '{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "LUWDSUDGSWNZVALZXBEV"}'
  const right = 'BjzNbYUfrzg4g8wxm+dKHaZVrKxr2m75E296fUbD1E4='
  t.equal(verdict(requestOf(body, right), { signingSecret: key }), 'signed')
  t.equal(
    verdict(requestOf(body, `/j${right.slice(2)}`), { signingSecret: key }),
    'unauthorized',
    'one character changed on purpose',
  )
})

test('the key is the text that is shown, not what it would decode to', async t => {
  const hmac = createHmac('sha256', Buffer.from(signingSecret, 'base64'))
  t.equal(verdict(requestOf('{}', hmac.update('{}').digest('base64'))), 'unauthorized')
})

test('only padded base64 of the standard alphabet', async t => {
  const right = requestOf('{}').header('x-xero-signature') ?? ''
  t.equal(verdict(requestOf('{}', right)), 'signed')
  const hex = Buffer.from(right, 'base64').toString('hex')
  for (const wrong of [`${right}\n`, right.slice(0, -1), hex, ` ${right}`, 'AAAA']) {
    t.equal(verdict(requestOf('{}', wrong)), 'unauthorized', JSON.stringify(wrong))
  }
})

test('while the key is not known yet, nothing is taken and nothing is called wrong', async t => {
  t.equal(verdict(requestOf('{}'), {}), 'unavailable')
})
