import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '../contract/errors.ts'
import type { WebhookRequest } from '../contract/event.ts'

const emptyBody = new Uint8Array()

/**
 * A Fastify request as a receiver sees it. Nothing of it is made before somebody asks for it: most
 * calls need neither the URL nor the digest, and no more than two or three headers.
 *
 * A class, because V8 keeps an object with getters of its own as a dictionary, which is slow to make
 * and to read.
 */
export class Call implements WebhookRequest {
  readonly method: string
  readonly receivedAt: Date
  /** Empty until the body was read. */
  bytes: Uint8Array = emptyBody
  readonly #request: FastifyRequest
  readonly #publicUrl: string | undefined
  #digest: string | undefined

  /** @param publicUrl origin under which platforms call; absent: the request's own */
  constructor(request: FastifyRequest, receivedAt: Date, publicUrl: string | undefined) {
    this.method = request.raw.method ?? 'POST'
    this.receivedAt = receivedAt
    this.#request = request
    this.#publicUrl = publicUrl
  }

  get url(): string {
    const { protocol, host, raw } = this.#request
    return (this.#publicUrl ?? `${protocol}://${host}`) + (raw.url ?? '/')
  }

  get digest(): string {
    this.#digest ??= hash('sha256', this.bytes, 'hex')
    return this.#digest
  }

  // Adapters take these two out of the call.
  readonly header = (name: string): string | undefined =>
    headerIn(this.#request.raw.rawHeaders, name.toLowerCase())

  readonly query = (name: string): string | undefined => parameterIn(this.#request.query, name)

  /** To be called once the body was read. */
  setBody(body: unknown): void {
    if (body instanceof Uint8Array) this.bytes = body
    // Whoever looked at the head alone may have asked for it.
    this.#digest = undefined
  }
}

/** The one value of a header; Node's own `headers` joins or drops what is sent twice. */
function headerIn(rawHeaders: readonly string[], wanted: string): string | undefined {
  let found: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index]
    if (sent?.length !== wanted.length || sent.toLowerCase() !== wanted) continue
    if (found !== undefined) refuse('invalid', 'header_doubled')
    found = rawHeaders[index + 1]
  }
  return found
}

/** The one value of a parameter. What is sent twice is ambiguous: two readers could believe two different things. */
function parameterIn(query: unknown, name: string): string | undefined {
  const value: unknown = (query as Readonly<Record<string, unknown>>)[name]
  if (Array.isArray(value)) refuse('invalid', 'header_doubled')
  return typeof value === 'string' ? value : undefined
}
