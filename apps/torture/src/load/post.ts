import { type Agent, request } from 'node:http'
import type { SignedRequest } from './deliveries.ts'

/** How one attempt ended. */
export interface Answer {
  /** 0: the connection broke, or nothing came in time. */
  readonly status: number
  readonly milliseconds: number
  /** Its body, as far as it came. */
  readonly text: string
}

/** Sends one attempt, and gives up after so many milliseconds; never fails. */
export async function post(
  origin: string,
  { path, headers, body }: SignedRequest,
  agent: Agent,
  patience: number,
): Promise<Answer> {
  const startedAt = performance.now()
  let text = ''
  const status = await new Promise<number>(resolve => {
    const call = request(
      origin + path,
      {
        method: 'POST',
        agent,
        signal: AbortSignal.timeout(patience),
        headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers },
      },
      reply => {
        reply.setEncoding('utf8')
        reply.on('data', part => {
          text += part
        })
        reply.on('end', () => resolve(reply.statusCode ?? 0))
        // Cut in the middle of its answer.
        reply.on('error', () => resolve(0))
      },
    )
    call.on('error', () => resolve(0))
    call.on('close', () => resolve(0))
    call.end(body)
  })
  return { status, milliseconds: performance.now() - startedAt, text }
}
