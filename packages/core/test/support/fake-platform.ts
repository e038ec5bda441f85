import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Agent } from 'undici'
import type { Transport } from '../../src/outbound/transport.ts'

/** A request as the fake platform got it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Answers one request; the next one gets the next answer, the last answer stays. */
export type Reply = (response: ServerResponse, request: Received) => void

/** A server on loopback in place of a platform, and a transport that leads every host to it. */
export interface FakePlatform {
  readonly transport: Transport
  readonly received: Received[]
  close(): Promise<void>
}

export async function fakePlatform(replies: readonly Reply[]): Promise<FakePlatform> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const seen = { method, url, headers, body: await text(request) }
    received.push(seen)
    replies[Math.min(received.length, replies.length) - 1]?.(response, seen)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const dispatcher = new Agent({
    connect: (_options, callback) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => callback(null, socket))
      socket.once('error', error => callback(error, null))
    },
  })
  return {
    transport: { dispatcher },
    received,
    async close() {
      await dispatcher.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
