import { once } from 'node:events'
import { connect } from 'node:net'
import fastify from 'fastify'
import { test } from 'tap'
import { createHttpServer } from '../src/http-server.ts'

test('an application is done with requests that waited behind another one when their connection broke', {
  timeout: 20_000,
}, async t => {
  const first = fastify()
  let onHeld = () => {}
  let release = () => {}
  const held = new Promise<void>(resolve => {
    onHeld = resolve
  })
  first.get('/held', () => {
    onHeld()
    return new Promise(resolve => {
      release = () => resolve('late')
    })
  })
  await first.ready()
  const next = fastify()
  await next.ready()
  const server = createHttpServer()
  t.teardown(server.close)
  await server.serve(first)
  const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))

  const socket = connect(Number(port), '127.0.0.1')
  const request = 'GET /held HTTP/1.1\r\nhost: localhost\r\n\r\n'
  socket.write(request.repeat(20))
  await held
  socket.destroy()
  await once(socket, 'close')
  release()
  await t.resolves(server.serve(next))
})

test('a body that does not arrive in time ends its connection, whatever the caller does', {
  timeout: 20_000,
}, async t => {
  const http = fastify()
  http.post('/', async () => 'never')
  await http.ready()
  const server = createHttpServer({ withinMilliseconds: 100, lookedForEvery: 10 })
  t.teardown(server.close)
  await server.serve(http)
  const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))

  // One that never closes its own half.
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  const head = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n'
  socket.write(`${head}content-length: 100\r\n\r\nslow`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  t.match(answer.toString(), /^HTTP\/1\.1 400 /)
  await t.resolves(server.close(), 'no connection is left')
  socket.destroy()
})
