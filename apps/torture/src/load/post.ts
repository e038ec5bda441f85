import { type Agent, request } from 'node:http'
import type { SignedRequest } from './deliveries.ts'

/** How one attempt ended. */
export interface Answer {
  /** 0: the connection broke, or nothing came in time. */
  readonly status: number
  readonly milliseconds: number
}

/** Longer than any platform waits, so that what hangs is seen to hang. */
const patience = 30_000

/** Sends one attempt; never fails. */
export async function post(
  origin: string,
  { path, headers, body }: SignedRequest,
  agent: Agent,
): Promise<Answer> {
  const startedAt = performance.now()
  const status = await new Promise<number>(resolve => {
    const call = request(
      origin + path,
      {
        method: 'POST',
        agent,
        timeout: patience,
        headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers },
      },
      reply => {
        reply.resume()
        reply.on('end', () => resolve(reply.statusCode ?? 0))
        // Cut in the middle of its answer.
        reply.on('error', () => resolve(0))
      },
    )
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(0))
    call.on('close', () => resolve(0))
    call.end(body)
  })
  return { status, milliseconds: performance.now() - startedAt }
}
