import { Client } from 'undici'
import type { AddressedRequest } from './address.ts'

/** A reply as it came over HTTP. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Set by whoever sends the body. */
const ofTheConnection = ['content-length', 'connection', 'host']

/**
 * Sends a request over HTTP, its path and query to the letter: a signature may cover them.
 *
 * @param origin where the server answers, which need not be where platforms call
 * @throws if no server answers
 */
export async function sendAddressed(
  { method, url, headers, body }: AddressedRequest,
  origin: string,
): Promise<HttpReply> {
  const client = new Client(origin)
  try {
    const own = Object.entries(headers).filter(
      ([name]) => !ofTheConnection.includes(name.toLowerCase()),
    )
    const reply = await client.request({
      method: method as 'POST',
      path: url.slice(new URL(url).origin.length),
      headers: Object.fromEntries(own) as Record<string, string | string[]>,
      ...(!['GET', 'HEAD'].includes(method) && { body }),
    })
    return { status: reply.statusCode, headers: reply.headers, body: await reply.body.text() }
  } finally {
    await client.close()
  }
}
