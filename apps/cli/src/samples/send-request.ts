import { request } from 'undici'
import { CliError } from '../command-line/cli-error.ts'
import type { WebhookCall } from './webhook-request.ts'

/** What the server answered. */
export interface WebhookReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/**
 * Sends a webhook.
 *
 * @param origin where the server answers, if that is not the origin that platforms call
 * @throws `CliError` if no server answers
 */
export async function sendRequest(call: WebhookCall, origin: string): Promise<WebhookReply> {
  const { pathname, search } = new URL(call.url)
  const hasBody = !['GET', 'HEAD'].includes(call.method)
  try {
    const reply = await request(`${origin}${pathname}${search}`, {
      method: call.method as 'POST',
      headers: call.headers,
      ...(hasBody && { body: call.body }),
    })
    return { status: reply.statusCode, headers: reply.headers, body: await reply.body.text() }
  } catch {
    throw new CliError(`no server answers at ${origin}`)
  }
}
