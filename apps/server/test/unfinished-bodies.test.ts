import { once } from 'node:events'
import { connect } from 'node:net'
import { type Test, test } from 'tap'
import { testApp } from './support/test-app.ts'

async function listening(t: Test, only: readonly string[]) {
  const app = await testApp(t, { only })
  const { port } = new URL(await app.http.listen({ host: '127.0.0.1', port: 0 }))
  return (path: string, head: readonly string[], length: number) => {
    const socket = connect(Number(port), '127.0.0.1')
    t.teardown(() => socket.destroy())
    socket.on('error', () => undefined)
    const own = [`POST ${path} HTTP/1.1`, 'host: localhost', `content-length: ${length + 1}`]
    socket.write([...own, 'content-type: application/json', ...head, '', ''].join('\r\n'))
    socket.write(Buffer.alloc(length, 'x'))
    return once(socket, 'data').then(([answer]) => String(answer))
  }
}

test('bodies that never end are answered once they hold too much together', async t => {
  const begin = await listening(t, ['quickbooks'])
  const path = '/api/v1/integrations/quickbooks/event'
  const calls = Array.from({ length: 40 }, () => begin(path, ['intuit-signature: x'], 1_000_000))
  const answer = await Promise.any(calls)
  t.match(answer, /^HTTP\/1\.1 503 /)
  t.match(answer, /^retry-after: 5\r$/m)
})

test('nobody reads what is sent to nowhere', async t => {
  const begin = await listening(t, ['stripe'])
  t.match(await begin('/nothing-here', [], 100), /^HTTP\/1\.1 404 /)
})
