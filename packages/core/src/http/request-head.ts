import type { FastifyRequest } from 'fastify'
import type { RequestHead, WebhookRequest } from '../delivery.ts'
import { refuse } from '../errors.ts'
import { digestOf } from '../pipeline/quarantine.ts'

const emptyBody = new Uint8Array()

/** The head of a Fastify request as the pipeline sees it. */
export function headOf(request: FastifyRequest, receivedAt: Date, publicUrl?: string): RequestHead {
  const { raw } = request
  const path = raw.url ?? '/'
  const queryStart = path.indexOf('?')
  const query = new URLSearchParams(queryStart < 0 ? '' : path.slice(queryStart))
  return {
    method: raw.method ?? 'POST',
    url: (publicUrl ?? `${request.protocol}://${request.host}`) + path,
    receivedAt,
    header: name => single(valuesOf(raw.rawHeaders, name.toLowerCase())),
    query: name => single(query.getAll(name)),
  }
}

/** The same with its body. The digest is made when somebody asks for it. */
export function webhookOf(head: RequestHead, body: unknown): WebhookRequest {
  const bytes = body instanceof Uint8Array ? body : emptyBody
  let digest: string | undefined
  return {
    ...head,
    bytes,
    get digest() {
      digest ??= digestOf(bytes)
      return digest
    },
  }
}

/** All values of a header; Node's own `headers` joins or drops what is sent twice. */
function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  )
}

/** What is sent twice is ambiguous: two readers could believe two different things. */
function single(values: readonly string[]): string | undefined {
  if (values.length > 1) refuse('invalid', 'sent twice')
  return values[0]
}
