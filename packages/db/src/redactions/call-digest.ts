import { createHmac } from 'node:crypto'
import type { CallWitness } from '@conduit/core/host'

type SentCall = Parameters<CallWitness['begin']>[0]

const tag = 'conduit/redaction-call/v1'

/**
 * The digest of a request: HMAC-SHA-256, hexadecimal, under the key of its task. Whoever has the digest alone
 * cannot try what it is of, and whoever has the key finds no second request for it.
 *
 * @param position of the call among those of its task
 */
export function requestDigest(
  key: Uint8Array,
  position: number,
  { method, url, body }: SentCall,
): string {
  const line = `${tag}\nrequest ${position}\n${method} ${url.origin}${url.pathname}${url.search}\n`
  return createHmac('sha256', key).update(line).update(body).digest('hex')
}

/** The same of an answer. */
export function answerDigest(
  key: Uint8Array,
  position: number,
  status: number,
  body: Uint8Array,
): string {
  const line = `${tag}\nanswer ${position}\n${status}\n`
  return createHmac('sha256', key).update(line).update(body).digest('hex')
}
