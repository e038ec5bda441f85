/** One message of a stream of server-sent events. */
export interface ReadEvent {
  readonly event: string
  readonly id: string
  readonly data: { readonly event: string; readonly data?: Readonly<Record<string, unknown>> }
}

/** An open stream. */
export interface EventReader {
  readonly status: number
  readonly contentType: string | null
  /** The next message that is not a comment. */
  readonly next: () => Promise<ReadEvent>
  /** The next block of any kind, as text; null: it has ended. */
  readonly block: () => Promise<string | null>
  readonly close: () => void
}

/** Opens `GET /api/v1/events`, and reads it as a browser would. */
export async function readEvents(
  origin: string,
  key: string,
  { query = '', last }: { readonly query?: string; readonly last?: string } = {},
): Promise<EventReader> {
  const leaving = new AbortController()
  const reply = await fetch(`${origin}/api/v1/events${query}`, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(last !== undefined && { 'last-event-id': last }),
    },
    signal: leaving.signal,
  })
  const chunks = (reply.body ?? new ReadableStream())
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''
  const block = async (): Promise<string | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const found = text.slice(0, end)
        text = text.slice(end + 2)
        return found
      }
      const { value, done } = await chunks.read()
      if (done) return null
      text += value
    }
  }
  return {
    status: reply.status,
    contentType: reply.headers.get('content-type'),
    block,
    next: async () => {
      for (;;) {
        const found = await block()
        if (found === null) throw new Error('the stream has ended')
        const lines = new Map(
          found
            .split('\n')
            .map(line => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
        )
        const event = lines.get('event')
        if (event === undefined) continue
        return { event, id: lines.get('id') ?? '', data: JSON.parse(lines.get('data') ?? 'null') }
      }
    },
    close: () => leaving.abort(),
  }
}
