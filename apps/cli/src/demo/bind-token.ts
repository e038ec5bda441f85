import { type IntegrationAdapter, openToken, type RequestHead, sealToken } from '@conduit/core'
import type { Services } from '@conduit/server'
import type { Recording } from '@conduit/testing'

/**
 * A webhook URL whose token is bound to the channel that a recorded request speaks of, where the
 * adapter binds its tokens so. The platform would have been given it when the channel was opened.
 */
export async function bindToken(
  { keyring, clock }: Pick<Services, 'keyring' | 'clock'>,
  adapter: IntegrationAdapter,
  recorded: NonNullable<Recording['request']>,
  webhookUrl: string,
): Promise<string> {
  const url = new URL(webhookUrl)
  const token = url.searchParams.get('token')
  if (token === null) return webhookUrl
  const claim = adapter.authenticate.claim(headOf(recorded, url, clock()))
  if (claim?.kind !== 'token' || claim.channel === null) return webhookUrl
  const opened = await openToken(keyring, token)
  url.searchParams.set('token', await sealToken(keyring, { ...opened, boundTo: claim.channel }))
  return url.href
}

function headOf(
  { method, headers = {} }: NonNullable<Recording['request']>,
  url: URL,
  receivedAt: Date,
): RequestHead {
  const own = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    method,
    url: url.href,
    receivedAt,
    header: name => own.get(name.toLowerCase()),
    query: name => url.searchParams.get(name) ?? undefined,
  }
}
