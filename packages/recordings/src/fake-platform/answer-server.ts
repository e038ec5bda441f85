import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FakeCall } from './faults.ts'
import type { PlatformCall } from './match-call.ts'

/** A server on loopback that answers each call by a function. */
export interface AnswerServer {
  readonly port: number
  close(): Promise<void>
}

/** What a call is answered, and how that is spoilt. */
export type ServedAnswer = Pick<FakeCall, 'response' | 'spoil'>

/** Starts a server on a port of its own. */
export async function answerServer(
  answerOf: (call: PlatformCall) => ServedAnswer,
): Promise<AnswerServer> {
  const server = createServer(async (request, response) => {
    write(response, answerOf(await callOf(request)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function callOf(request: IncomingMessage): Promise<PlatformCall> {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '/', `https://${request.headers.host}`),
    headers: Object.fromEntries(headers),
    body: await text(request),
  }
}

function write(response: ServerResponse, { response: scripted, spoil }: ServedAnswer): void {
  if (spoil === 'silence') return void response.destroy()
  const body = Buffer.from(scripted.body ?? '')
  // The time of a recording is not that of the machine that plays it.
  response.sendDate = false
  response.writeHead(scripted.status, {
    'content-type': 'application/json',
    ...scripted.headers,
    'content-length': body.length,
  })
  if (spoil === 'truncated') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
  } else {
    response.end(body)
  }
}
