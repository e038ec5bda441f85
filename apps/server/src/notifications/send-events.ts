import { once } from 'node:events'
import type { FastifyReply } from 'fastify'

/** One message of a stream of server-sent events. */
export interface StreamMessage {
  /** Absent: the id alone, or a comment, which keeps the connection open. */
  readonly event?: string
  readonly id?: string
  readonly data?: unknown
}

/** A reader that takes nothing for so long is let go; it may come again and go on. */
const patienceMilliseconds = 30_000

/**
 * Answers with server-sent events until there are no more, or nobody reads. The next one is asked for
 * when the one before was taken, so what waits for a slow reader is bounded by what one holds.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function sendEvents(
  reply: FastifyReply,
  messages: AsyncIterable<readonly StreamMessage[]>,
): Promise<void> {
  const { raw } = reply
  reply.hijack()
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // Proxies that gather what comes would keep it back.
    'x-accel-buffering': 'no',
  }
  raw.writeHead(200, headers)
  raw.flushHeaders()
  try {
    for await (const some of messages) {
      if (raw.destroyed) return
      if (!raw.write(some.map(textOf).join(''))) await drained(reply)
    }
    raw.end()
  } catch (error) {
    raw.destroy()
    throw error
  }
}

function textOf({ event, id, data }: StreamMessage): string {
  if (event === undefined) return id === undefined ? ':\n\n' : `id: ${id}\n\n`
  // JSON has no line breaks outside of its texts, and escapes those within.
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data === undefined ? '' : JSON.stringify(data)}\n\n`
}

async function drained({ raw }: FastifyReply): Promise<void> {
  const late = AbortSignal.timeout(patienceMilliseconds)
  const gone = once(raw, 'close', { signal: late })
  await Promise.race([once(raw, 'drain', { signal: late }), gone]).catch(() => raw.destroy())
}
