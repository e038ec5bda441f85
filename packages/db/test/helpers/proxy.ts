import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** Something between a pool and its server that can go wrong as networks do. */
export interface Proxy {
  /** The same database, by way of the proxy. */
  readonly url: string
  /** Connections that it took so far. */
  readonly taken: () => number
  /** `silent`: nothing passes any more; `closing`: it accepts and closes at once. */
  become(manner: 'open' | 'silent' | 'closing'): void
}

/** Puts a proxy in front of a database; it ends with the test. */
export async function proxyFor(t: Test, url: string): Promise<Proxy> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let manner: Parameters<Proxy['become']>[0] = 'open'
  let taken = 0
  const server = createServer(near => {
    taken += 1
    if (manner === 'closing') {
      near.destroy()
      return
    }
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('data', bytes => manner === 'open' && far.write(bytes))
    far.on('data', bytes => manner === 'open' && near.write(bytes))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const near = new URL(url)
  near.hostname = '127.0.0.1'
  near.port = String((server.address() as AddressInfo).port)
  return {
    url: near.href,
    taken: () => taken,
    become(next) {
      manner = next
    },
  }
}
