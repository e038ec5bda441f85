import type { ApiKeyHolder } from '@conduit/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type StreamMessage, sendEvents } from '../notifications/send-events.ts'
import type { Services } from '../services.ts'
import type { GraphEngine, GraphReply, GraphRequest } from './engine.ts'
import type { OpenStream } from './open-stream.ts'

/** A subscription that is to be answered. */
interface AskedSubscription extends Pick<OpenStream, 'isAllowed'> {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly body: GraphRequest
  readonly holder: ApiKeyHolder
  readonly origin: string
}

/**
 * Answers as GraphQL over server-sent events does, on a connection for each subscription.
 * @see https://github.com/enisdenisjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
 */
export async function answerSubscription(
  engine: GraphEngine,
  { request, reply, body, holder, origin, isAllowed }: AskedSubscription,
  services: Services,
): Promise<void> {
  const { openStreams } = await services.notifier.running()
  const release = openStreams.take(holder.id)
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const stream = {
    signal: gone.signal,
    isAllowed,
    onHeartbeat: () => void reply.raw.write(':\n\n'),
  }
  const results = engine.subscribe(body, holder, origin, stream)
  try {
    await sendEvents(reply, messagesOf(results, request))
  } finally {
    release()
  }
}

async function* messagesOf(
  results: AsyncIterable<GraphReply>,
  request: FastifyRequest,
): AsyncGenerator<readonly StreamMessage[], void, void> {
  yield [{}]
  for await (const { body, failures } of results) {
    for (const error of failures) request.log.error({ err: error }, 'operation failed')
    yield [{ event: 'next', data: body }]
  }
  yield [{ event: 'complete' }]
}
