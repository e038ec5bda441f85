import { ConduitError } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { type ApiKeyHolder, findController } from '@conduit/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import { readStream, type StreamItem, type StreamRequest } from './read-stream.ts'
import { type StreamMessage, sendEvents } from './send-events.ts'
import { topicsOf } from './topics.ts'

/** A stream that is to be answered. */
interface AskedEvents extends Pick<StreamRequest, 'isAllowed'> {
  readonly holder: ApiKeyHolder
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/**
 * Answers with what happens at one controller, as far as the holder's role may read what changed.
 * Whoever comes again with `Last-Event-ID` goes on behind that one.
 *
 * @throws {ConduitError} before anything is answered: `invalid`, `not_found`, `rate_limited`, `unavailable`
 */
export async function answerEvents(
  services: Services,
  { holder, isAllowed, request, reply }: AskedEvents,
): Promise<void> {
  const { dataControllerId } = request.query as { readonly dataControllerId?: unknown }
  const controllerId = controllerOf(holder, dataControllerId)
  const after = lastOf(request.headers['last-event-id'])
  const { database } = services
  if ((await findController(database, controllerId)) === null) throw new ConduitError('not_found')
  const { openStreams } = await services.notifier.running()
  const release = openStreams.take(holder.id)
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const items = readStream(services, {
    controllerId,
    topics: topicsOf(holder.role),
    after,
    signal: gone.signal,
    isAllowed,
  })
  try {
    await sendEvents(reply, messagesOf(items))
  } finally {
    release()
  }
}

async function* messagesOf(
  items: AsyncIterable<StreamItem>,
): AsyncGenerator<readonly StreamMessage[], void, void> {
  for await (const item of items) yield messagesOfItem(item)
}

function messagesOfItem(item: StreamItem): readonly StreamMessage[] {
  // A number without data is no event, and all the same where a reader goes on that comes again.
  if (item.kind === 'start' || item.kind === 'heartbeat') return [{ id: item.id }]
  if (item.kind === 'reset') return [{ event: 'reset', id: item.id, data: { event: 'reset' } }]
  return item.notifications.map(({ id, event, data }) => ({ event, id, data: { event, data } }))
}

/** A key of one controller hears of that; one of the server says of which. */
function controllerOf({ controllerId }: ApiKeyHolder, asked: unknown): string {
  if (asked === undefined) {
    if (controllerId !== null) return controllerId
    throw invalid('/dataControllerId', 'must be given with a key of the whole server')
  }
  const ref = typeof asked === 'string' ? decodeId('controller', asked) : null
  if (ref === null) throw invalid('/dataControllerId', 'must be the id of a controller')
  if (controllerId !== null && controllerId !== ref.controllerId) {
    throw new ConduitError('not_found')
  }
  return ref.controllerId
}

function lastOf(header: string | readonly string[] | undefined): number | null {
  if (header === undefined || header === '') return null
  const isNumber = typeof header === 'string' && /^\d{1,15}$/.test(header)
  if (!isNumber) throw invalid('/last-event-id', 'must be the id of an event')
  return Number(header)
}

function invalid(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', { reason: 'no such stream', faults: [{ pointer, detail }] })
}
