import { randomUUID } from 'node:crypto'
import type { Scope } from '@conduit/core'
import { generateDxKey, type TokenContent } from '@conduit/core/host'
import type { AddressedRequest } from '@conduit/recordings'
import { type InstalledIntegration, sealForTest } from '@conduit/recordings/player'

/** Whose credential it is, and for what. */
export interface TokenHolder {
  readonly integration: InstalledIntegration
  readonly scope: Scope
  /** The channel that its tokens are bound to, where there is one. */
  readonly boundTo: string | null
}

const token = /^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/

/** Does a call carry a credential of ours? */
export function hasCredential(request: AddressedRequest): boolean {
  const { searchParams } = new URL(request.url)
  return searchParams.has('did') || tokenPlace(request) !== null
}

/** The same call with each credential that must not open anything. */
export async function wrongCredentials(
  request: AddressedRequest,
  holder: TokenHolder,
): Promise<readonly (readonly [string, AddressedRequest])[]> {
  const place = tokenPlace(request)
  if (place !== null) {
    const tokens = await wrongTokens(holder)
    return tokens.map(([what, value]) => [what, place(value)])
  }
  const given = new URL(request.url).searchParams
  const change = (what: string, changes: Record<string, string | null>) => {
    const url = new URL(request.url)
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) url.searchParams.delete(name)
      else if (given.has(name)) url.searchParams.set(name, value)
    }
    return [what, { ...request, url: url.href }] as const
  }
  const ofKeys = [
    change('no key', { dxKey: null }),
    change('another key', { dxKey: generateDxKey() }),
    change('an empty key', { dxKey: '' }),
  ]
  return [
    change('no credential', { did: null, dxKey: null, dpid: null }),
    change('another DID', { did: 'did:example:another' }),
    change('an empty DID', { did: '' }),
    ...(given.has('dxKey') ? ofKeys : []),
  ]
}

/** Puts another token in the place of the one that a call carries, or takes it away. */
function tokenPlace(
  request: AddressedRequest,
): ((value: string | null) => AddressedRequest) | null {
  const url = new URL(request.url)
  if (url.searchParams.has('token')) {
    return value => {
      if (value === null) url.searchParams.delete('token')
      else url.searchParams.set('token', value)
      return { ...request, url: url.href }
    }
  }
  const header = Object.entries(request.headers).find(([, value]) => token.test(String(value)))?.[0]
  if (header === undefined) return null
  const { [header]: _token, ...headers } = request.headers
  return value => ({
    ...request,
    headers: value === null ? headers : { ...headers, [header]: value },
  })
}

async function wrongTokens({
  integration: { controllerId, id, dxKey },
  scope,
  boundTo,
}: TokenHolder): Promise<readonly (readonly [string, string | null])[]> {
  const right: TokenContent = { scope, controllerId, integrationId: id, boundTo, dxKey }
  const sealed = (changes: Partial<TokenContent>) => sealForTest({ ...right, ...changes })
  const [one, other] = (['event', 'poll', 'redact'] as const).filter(each => each !== scope)
  return [
    ['no token', null],
    ['an empty token', ''],
    ['no token of ours', 'eyJhbGciOiJkaXIifQ..a.b.c'],
    [`a token of scope ${one}`, await sealed({ scope: one ?? 'redact' })],
    [`a token of scope ${other}`, await sealed({ scope: other ?? 'redact' })],
    ['a revoked token', await sealed({ dxKey: generateDxKey() })],
    ['a token of another controller', await sealed({ controllerId: randomUUID() })],
    ['a token of another integration', await sealed({ integrationId: randomUUID() })],
    ['a token of another channel', await sealed({ boundTo: 'another channel' })],
  ]
}
