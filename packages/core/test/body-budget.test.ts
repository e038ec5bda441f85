import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { byAccount } from '@conduit/core'
import { type Test, test } from 'tap'
import { type BodyBudget, createBodyBudget } from '../src/http/body-budget.ts'
import { acmeWith, appOf, bodyOf, eventUrl, signed } from './acme.ts'

const body = bodyOf({ id: 7 })

/** A budget that tells of each piece that was asked for and of each call that gave back. */
function watched(bytes: number) {
  const budget = createBodyBudget(bytes)
  const told = { taken: () => {}, given: () => {} }
  const bodies: BodyBudget = {
    take(more, isKnown) {
      const isTaken = budget.take(more, isKnown)
      told.taken()
      return isTaken
    },
    give(less, isKnown) {
      budget.give(less, isKnown)
      if (less > 0) told.given()
    },
  }
  const next = (event: keyof typeof told) =>
    new Promise<void>(resolve => {
      told[event] = resolve
    })
  return { bodies, next }
}

async function opened(t: Test, bodies: BodyBudget, adapter = acmeWith()) {
  const { app, post } = await appOf(adapter, { bodies })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const begin = (head: readonly string[], part: string) => {
    const socket = connect(port, '127.0.0.1')
    t.teardown(() => socket.destroy())
    const own = [`POST ${eventUrl} HTTP/1.1`, 'host: 127.0.0.1', 'content-type: application/json']
    socket.write([...own, ...head, '', part].join('\r\n'))
    return socket
  }
  return { begin, post }
}

test('bodies that are on their way hold no more than the budget', async t => {
  const { bodies, next } = watched(5_000)
  const { begin, post } = await opened(t, bodies)
  const taken = next('taken')
  const slow = begin(['content-length: 9000'], 'x'.repeat(4_500))
  await taken
  const refused = await post(body)
  t.equal(refused.statusCode, 503)
  t.equal(refused.headers['retry-after'], '5')
  t.match(refused.json(), { code: 'unavailable' })

  const given = next('given')
  slow.destroy()
  await given
  for (const _ of Array(20)) {
    t.equal((await post(body)).statusCode, 200, 'what is answered holds nothing any more')
    t.equal((await post(body, { 'x-acme-signature': '00' })).statusCode, 401)
    t.equal((await post('x'.repeat(10_001))).statusCode, 413)
  }
})

test('a body in pieces of one byte is no small one', async t => {
  const { begin } = await opened(t, createBodyBudget(20_000))
  const socket = begin(['transfer-encoding: chunked'], '1\r\nx\r\n'.repeat(500))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  t.match(answer.toString(), /^HTTP\/1\.1 503 /)
})

test('callers of whom nobody knows who they are leave half of it to the others', async t => {
  const { bodies, next } = watched(10_000)
  const unknown = await opened(
    t,
    bodies,
    acmeWith({ authenticate: byAccount({ header: 'x-acme-account' }) }),
  )
  const known = await opened(t, bodies)
  for (const _ of Array(2)) {
    const taken = next('taken')
    unknown.begin(['content-length: 9000'], 'x'.repeat(4_500))
    await taken
  }
  const long = `${body}${' '.repeat(3_000)}`
  t.equal((await known.post(long, { 'x-acme-signature': signed(long) })).statusCode, 200)
})
