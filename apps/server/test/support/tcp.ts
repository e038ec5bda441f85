import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** Listens on this machine; all is closed when the test ends. @returns its port */
export async function listenTcp(t: Test, onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** What stands between a server and what it calls, and can stop to pass on. */
export interface Passage {
  readonly port: number
  /** From now on nothing comes through, and no connection ends. */
  readonly stall: () => void
  /** What comes from now on gets through, on connections that were not stalled. */
  readonly resume: () => void
}

/** Passes on what comes, each answer so many milliseconds late. */
export async function passage(
  t: Test,
  { hostname, port: toPort }: URL,
  lateMilliseconds = 0,
): Promise<Passage> {
  let isStalled = false
  const port = await listenTcp(t, inner => {
    const outer = connect(Number(toPort), hostname)
    t.teardown(() => outer.destroy())
    outer.on('error', () => inner.destroy())
    outer.on('close', () => isStalled || inner.destroy())
    inner.on('close', () => outer.destroy())
    inner.on('data', data => isStalled || outer.write(data))
    const pass = (data: Buffer) => isStalled || inner.destroyed || inner.write(data)
    outer.on('data', data => {
      if (lateMilliseconds === 0) pass(data)
      else setTimeout(pass, lateMilliseconds, data).unref()
    })
  })
  return {
    port,
    stall: () => {
      isStalled = true
    },
    resume: () => {
      isStalled = false
    },
  }
}
