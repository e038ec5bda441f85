import type { IntegrationAdapter, RequestHead, Scope } from '@conduit/core'
import { encodeId, type TokenContent } from '@conduit/core/host'
import type { RecordedRequest, Recording } from '../recording/recording.ts'
import type { InstalledIntegration } from './install.ts'
import { prefixOf, publicOrigin } from './origin.ts'

/** A request as it goes to our endpoint, credential and all. */
export interface AddressedRequest {
  readonly method: string
  /** As the platform calls it. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Buffer
}

/** The same with one value for each header. */
export interface PlainRequest extends AddressedRequest {
  readonly headers: Readonly<Record<string, string>>
}

/** An integration as far as calls speak of it. */
export type Caller = Pick<InstalledIntegration, 'id' | 'controllerId' | 'did' | 'dxKey'>

/** What `address` needs to know. */
export interface Addressing {
  readonly adapter: IntegrationAdapter
  readonly integration: Caller
  /** Whose token stands for `{{OTHER_TENANT_TOKEN}}`. */
  readonly stranger: Caller
  readonly scope: Scope
  /** Makes a token of ours. */
  readonly seal: (content: TokenContent) => Promise<string>
  /** Where platforms call; default: the kit's own. */
  readonly origin?: string
}

const placeholder = /^\{\{(CHANNEL_TOKEN|CHANNEL_TOKEN_ALTERED|OTHER_TENANT_TOKEN)\}\}$/

/**
 * Gives a recorded request our own credentials, in the form that the adapter's authenticator mints.
 * Where the recording writes credentials down, one that does not match them stays wrong.
 */
export async function address(
  { credentials }: Pick<Recording, 'credentials'>,
  recorded: RecordedRequest,
  addressing: Addressing,
): Promise<PlainRequest> {
  const { adapter, integration, origin = publicOrigin } = addressing
  const body = Buffer.from(recorded.body ?? '')
  const { headers, replaced } = await withTokens(credentials, recorded.headers ?? {}, addressing)
  const call = { method: recorded.method, headers, body }
  if (recorded.url !== undefined) return { ...call, url: recorded.url }
  const url = new URL(`${origin}${prefixOf(adapter)}${recorded.path_suffix}`)
  const query = { ...recorded.query }
  const written = typeof credentials.did === 'string'
  if (written && takesKeys(adapter, integration)) {
    const ours = ownCredentials(credentials, integration)
    for (const [name, value] of Object.entries(query)) {
      url.searchParams.append(name, ours.get(value) ?? value)
    }
    return { ...call, url: url.href, headers: withOwnBearer(headers, ours) }
  }
  const isGiven = ['did', 'dxKey', 'dpid'].every(
    name => credentials[name] == null || query[name] === credentials[name],
  )
  for (const [name, value] of Object.entries(query)) {
    if (!written || !['did', 'dxKey', 'dpid'].includes(name)) url.searchParams.append(name, value)
  }
  if (replaced || (written && !isGiven)) return { ...call, url: url.href }
  return { ...call, url: await withCredential(url, credentials, headers, addressing) }
}

/** The head of a call as authentication sees it. */
function headOf({ method, url, headers }: Omit<AddressedRequest, 'body'>): RequestHead {
  const own = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const { searchParams } = new URL(url)
  return {
    method,
    url,
    receivedAt: new Date(0),
    header: name => own.get(name.toLowerCase())?.toString(),
    query: name => searchParams.get(name) ?? undefined,
  }
}

async function withCredential(
  url: URL,
  credentials: Recording['credentials'],
  headers: AddressedRequest['headers'],
  addressing: Addressing,
): Promise<string> {
  const { adapter, integration } = addressing
  const { mints } = adapter.authenticate
  if (mints === 'key') {
    url.searchParams.append('did', integration.did)
    url.searchParams.append('dxKey', integration.dxKey)
  }
  if (mints === 'token') {
    const probe = headOf({ method: 'POST', url: `${url.origin}/?token=probe`, headers })
    const claim = adapter.authenticate.claim(probe)
    const channel = claim?.kind === 'token' ? claim.channel : null
    const token = await tokenOf(addressing, integration, channelOf(credentials) ?? channel)
    url.searchParams.append('token', token)
  }
  return url.href
}

/** Puts tokens in the place of `{{CHANNEL_TOKEN}}` and its kin. */
async function withTokens(
  credentials: Recording['credentials'],
  headers: Readonly<Record<string, string>>,
  addressing: Addressing,
): Promise<{ headers: Record<string, string>; replaced: boolean }> {
  const done: Record<string, string> = {}
  let replaced = false
  for (const [name, value] of Object.entries(headers)) {
    const kind = placeholder.exec(value)?.[1]
    done[name] = kind === undefined ? value : await channelToken(kind, credentials, addressing)
    replaced ||= kind !== undefined
  }
  return { headers: done, replaced }
}

async function channelToken(
  kind: string,
  credentials: Recording['credentials'],
  addressing: Addressing,
): Promise<string> {
  const whose = kind === 'OTHER_TENANT_TOKEN' ? addressing.stranger : addressing.integration
  const token = await tokenOf(addressing, whose, channelOf(credentials))
  if (kind !== 'CHANNEL_TOKEN_ALTERED') return token
  // Of the last character of 16 bytes in base64url only two bits count: these two differ in them.
  return token.slice(0, -1) + (token.endsWith('A') ? 'Q' : 'A')
}

async function tokenOf(
  { seal, scope }: Addressing,
  { controllerId, id, dxKey }: Caller,
  boundTo: string | null,
): Promise<string> {
  return await seal({ scope, controllerId, integrationId: id, boundTo, dxKey })
}

/** The channel that a recording's tokens are bound to. */
export function channelOf({ channels }: Recording['credentials']): string | null {
  const first = Array.isArray(channels) ? (channels[0] as { id?: unknown } | undefined) : undefined
  return typeof first?.id === 'string' ? first.id : null
}

function takesKeys(adapter: IntegrationAdapter, { did, dxKey }: Caller): boolean {
  const url = new URL(publicOrigin)
  url.searchParams.append('did', did)
  url.searchParams.append('dxKey', dxKey)
  const claim = adapter.authenticate.claim(headOf({ method: 'POST', url: url.href, headers: {} }))
  return claim?.kind === 'key'
}

/** Recorded credential → the one that our store knows. */
function ownCredentials(
  credentials: Recording['credentials'],
  { did, dxKey, id, controllerId }: Caller,
): ReadonlyMap<unknown, string> {
  const integration = encodeId('integration', controllerId, id)
  const pairs = [
    [credentials.did, did],
    [credentials.dxKey, dxKey],
    [credentials.apiKey, dxKey],
    [credentials.dpid, integration],
  ] as const
  return new Map(pairs.filter(([recorded]) => typeof recorded === 'string'))
}

function withOwnBearer(
  headers: Readonly<Record<string, string>>,
  ours: ReadonlyMap<unknown, string>,
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => {
    const [, key] = /^Bearer (\S+)$/i.exec(value) ?? []
    const own = ours.get(key ?? value)
    if (own === undefined || !['authorization', 'x-conduit-did'].includes(name.toLowerCase())) {
      return [name, value]
    }
    return [name, key === undefined ? own : `Bearer ${own}`]
  })
  return Object.fromEntries(entries)
}
