import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ConduitError, problemOf } from '@conduit/core'
import type { FastifyInstance } from 'fastify'

/** A call has arrived whole by then, give or take the time between two looks for those that have not. */
const arrival = { withinMilliseconds: 30_000, lookedForEvery: 1_000 }
const silenceMilliseconds = 60_000
/** Longer than the proxies in front of a server keep theirs, so that they never meet a closing one. */
const keepAliveMilliseconds = 72_000

/** Where whoever listens everywhere can be called from this machine. */
const everywhere = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

/** One HTTP server, behind which an application can be exchanged while it listens. */
export interface HttpServer {
  /**
   * From now on this application answers, which has to be ready. Resolves when the one before, if
   * there was one, has answered everything that it had begun.
   */
  readonly serve: (next: FastifyInstance) => Promise<void>
  /** @returns where it listens, `http://127.0.0.1:8080` */
  readonly listen: (at: { readonly host: string; readonly port: number }) => Promise<string>
  /** Takes no new connection, and resolves when all requests are answered. */
  readonly close: () => Promise<void>
}

/** An application, and how much it has begun and not answered yet. */
interface Served {
  readonly http: FastifyInstance
  open: number
  /** Called once nothing is open any more. */
  onDrained: (() => void) | null
}

/**
 * Makes a server for applications. Fastify takes no plugin once it listens, so a changed
 * configuration is a new application: it is built beside the one that runs, and takes its place here
 * between two requests, without a connection being lost.
 *
 * @param times how long a call may be on its way, and how often is looked for those that are longer
 * @example
 * const server = createHttpServer()
 * await server.serve(first)
 * await server.listen({ host: '127.0.0.1', port: 8080 })
 * await server.serve(second)
 * await first.close()
 */
export function createHttpServer(times: typeof arrival = arrival): HttpServer {
  let current: Served | null = null
  const options = {
    requestTimeout: times.withinMilliseconds,
    connectionsCheckingInterval: times.lookedForEvery,
  }
  const server = createServer(options, (request, reply) => {
    const served = current
    if (served === null) {
      reply.writeHead(503).end()
      return
    }
    served.open += 1
    onceOver(reply, request.socket, () => {
      served.open -= 1
      if (served.open === 0) served.onDrained?.()
    })
    served.http.routing(request, reply)
  })
  server.setTimeout(silenceMilliseconds)
  server.keepAliveTimeout = keepAliveMilliseconds
  server.on('clientError', answerClientError)
  return {
    async serve(http) {
      const before = current
      current = { http, open: 0, onDrained: null }
      if (before === null || before.open === 0) return
      await new Promise<void>(resolve => {
        before.onDrained = resolve
      })
    },
    async listen({ host, port }) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host, port }, resolve)
      })
      const { address, family, port: own } = server.address() as AddressInfo
      const reached = everywhere.get(address) ?? address
      return `http://${family === 'IPv6' ? `[${reached}]` : reached}:${own}`
    },
    async close() {
      if (!server.listening) return
      await new Promise<void>((resolve, reject) => {
        server.close(error => (error === undefined ? resolve() : reject(error)))
      })
    },
  }
}

/**
 * Calls back when a reply is over. One that waits on its connection behind the reply to an earlier
 * request has no socket yet, and would never hear that it broke.
 */
function onceOver(reply: ServerResponse, socket: Socket, callBack: () => void): void {
  if (reply.socket !== null) {
    reply.once('close', callBack)
    return
  }
  const end = () => {
    reply.off('close', end)
    socket.off('close', end)
    callBack()
  }
  reply.once('close', end)
  // As many as the platform sends without waiting for a reply.
  socket.setMaxListeners(0)
  socket.once('close', end)
}

/** What is not even HTTP gets the form of all errors, and its connection ends. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const text = JSON.stringify(problemOf(new ConduitError('invalid')))
  const head = [
    'HTTP/1.1 400 Bad Request',
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
  ]
  // Its other half stays open as long as the caller likes, unless it is destroyed as well.
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy())
}
