import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What a network does to a connection.
 * - `slow`: passes each answer on a second late
 * - `cutting`: ends connections at random, in the middle of what they carry
 * - `losing`: now and then has the server do what it was asked, and cuts before the answer arrives
 * - `silent`: takes everything and passes nothing on; of what it took so, never
 * - `stalled`: holds everything back until it is open again
 * - `closing`: takes connections and closes them at once
 */
export type Manner = 'open' | 'cutting' | 'losing' | 'silent' | 'stalled' | 'closing' | 'slow'

/** A network between Conduit and its database, or its Redis. */
export interface Passage {
  /** The same server, by way of the proxy. */
  readonly url: string
  /** Changes what happens to connections; what was held back is passed on when it is `open` again. */
  become(manner: Manner): void
  close(): Promise<void>
}

const cutShare = 0.02
const lostShare = 0.1
const slowMilliseconds = 1_000

/** Puts a proxy in front of a server. */
export async function startProxy(url: string): Promise<Passage> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const held: (() => void)[] = []
  /** Of what went through them something is missing, so nothing may follow it. */
  const dead = new WeakSet<Socket>()
  let manner: Manner = 'open'

  const pass = (from: Socket, to: Socket, bytes: Buffer, isAnswer: boolean): void => {
    if (manner === 'silent') dead.add(from).add(to)
    if (dead.has(from)) return
    if (manner === 'stalled') {
      held.push(() => to.write(bytes))
      return
    }
    if (manner === 'slow' && isAnswer) {
      setTimeout(() => to.write(bytes), slowMilliseconds)
      return
    }
    if (manner === 'losing' && isAnswer && Math.random() < lostShare) {
      from.destroy()
      return
    }
    if (manner === 'cutting' && Math.random() < cutShare) {
      from.destroy()
      // Half of it may have arrived.
      to.end(bytes.subarray(0, bytes.length >> 1))
      return
    }
    to.write(bytes)
  }
  const server = createServer(near => {
    if (manner === 'closing') {
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('data', bytes => pass(near, far, bytes, false))
    far.on('data', bytes => pass(far, near, bytes, true))
    near.on('close', () => far.end())
    far.on('close', () => near.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  return {
    url: own.href,
    become(next) {
      manner = next
      if (next === 'closing') for (const socket of sockets) socket.destroy()
      if (next !== 'open') return
      for (const write of held.splice(0)) write()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
