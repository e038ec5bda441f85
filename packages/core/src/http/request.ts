import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '../contract/errors.ts'
import type { WebhookRequest } from '../contract/event.ts'

const emptyBody = new Uint8Array()

/** A call of a platform, whose body comes later. */
export interface Call extends WebhookRequest {
  /** To be called once the body was read. */
  setBody(body: unknown): void
}

/**
 * A Fastify request as a receiver sees it. Nothing of it is made before somebody asks for it: most
 * calls need neither the URL nor the digest, and no more than two or three headers.
 */
export function callOf(request: FastifyRequest, receivedAt: Date, publicUrl?: string): Call {
  const { raw } = request
  const { rawHeaders } = raw
  const path = raw.url ?? '/'
  let query: URLSearchParams | undefined
  let bytes: Uint8Array = emptyBody
  let digest: string | undefined
  return {
    method: raw.method ?? 'POST',
    get url() {
      return (publicUrl ?? `${request.protocol}://${request.host}`) + path
    },
    receivedAt,
    get bytes() {
      return bytes
    },
    get digest() {
      digest ??= createHash('sha256').update(bytes).digest('hex')
      return digest
    },
    header: name => headerIn(rawHeaders, name),
    query: name => {
      query ??= queryOf(path)
      return single(query.getAll(name))
    },
    setBody(body) {
      if (body instanceof Uint8Array) bytes = body
      // Whoever looked at the head alone may have asked for it.
      digest = undefined
    },
  }
}

function queryOf(path: string): URLSearchParams {
  const start = path.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : path.slice(start))
}

/** The one value of a header; Node's own `headers` joins or drops what is sent twice. */
function headerIn(rawHeaders: readonly string[], name: string): string | undefined {
  const wanted = name.toLowerCase()
  let found: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index]
    if (sent?.length !== wanted.length || sent.toLowerCase() !== wanted) continue
    if (found !== undefined) refuse('invalid', 'header_doubled')
    found = rawHeaders[index + 1]
  }
  return found
}

/** What is sent twice is ambiguous: two readers could believe two different things. */
function single(values: readonly string[]): string | undefined {
  if (values.length > 1) refuse('invalid', 'header_doubled')
  return values[0]
}
