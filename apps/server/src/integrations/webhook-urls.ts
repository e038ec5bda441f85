import type { CredentialKind, IntegrationAdapter, Scope } from '@conduit/core'
import { authenticatorFor, isErasedByHand, sealToken } from '@conduit/core/host'
import type { Actor } from '@conduit/db'
import { mintKey, rotateKey } from '@conduit/db'
import type { Services } from '../services.ts'
import { integrationsPrefix, redactPath } from './integrations-prefix.ts'

/** An integration, as far as its addresses need it. */
export interface Addressee {
  readonly controllerId: string
  readonly id: string
  readonly did: string
  readonly adapter: IntegrationAdapter
}

/** Addresses for one integration; null where there is nothing to call. */
export interface WebhookUrls {
  readonly webhookUrl: string | null
  /** Who calls it has a person erased at the platform; null: only a person can do that there. */
  readonly redactUrl: string | null
  readonly pollUrl: string | null
}

/** Fresh addresses, and the keys in them. */
export interface MintedUrls extends WebhookUrls {
  readonly keys: readonly { readonly scope: Scope; readonly id: string; readonly key: string }[]
}

const hidden = '••••'

/** The addresses as they may be shown again: without their credentials. */
export function maskedUrls(origin: string, integration: Addressee): WebhookUrls {
  const { adapter, did } = integration
  const mask = (scope: Scope) => {
    if (!has(adapter, scope)) return null
    const { mints } = authenticatorFor(adapter, scope)
    return urlOf(origin, adapter, scope, credentialQuery(mints, did, hidden))
  }
  return { webhookUrl: mask('event'), redactUrl: mask('redact'), pollUrl: mask('poll') }
}

/**
 * Mints the credentials of an integration, one for each of its endpoints, and puts them into its
 * addresses. These are the only place where they can ever be read.
 *
 * @param overlapUntil how long the keys that these replace still open; null: they end at once;
 *   undefined: there are none to replace
 */
export async function mintUrls(
  services: Services,
  actor: Actor,
  origin: string,
  integration: Addressee,
  overlapUntil?: Date | null,
): Promise<MintedUrls> {
  const { adapter, controllerId, id, did } = integration
  const keys: { scope: Scope; id: string; key: string }[] = []
  const mint = async (scope: Scope): Promise<string | null> => {
    if (!has(adapter, scope)) return null
    const { mints } = authenticatorFor(adapter, scope)
    if (mints === 'account') return urlOf(origin, adapter, scope, '')
    const binding = { controllerId, integrationId: id, scope, ...sealedBy(services, adapter) }
    const minted =
      overlapUntil === undefined
        ? await mintKey(services.administration, actor, binding)
        : await rotateKey(services.administration, actor, binding, overlapUntil)
    keys.push({ scope, ...minted })
    const bound = { controllerId, integrationId: id, scope, boundTo: null }
    const credential = await credentialOf(services, adapter, bound, minted.key)
    return urlOf(origin, adapter, scope, credentialQuery(mints, did, credential))
  }
  const webhookUrl = await mint('event')
  return { webhookUrl, redactUrl: await mint('redact'), pollUrl: await mint('poll'), keys }
}

/**
 * Mints one more address for events, to be handed to the platform itself.
 *
 * @param boundTo channel that the token is good for; null: any
 * @returns its key's id, null where calls carry no credential of ours
 */
export async function mintForPlatform(
  services: Services,
  actor: Actor,
  origin: string,
  { adapter, controllerId, id, did }: Addressee,
  boundTo: string | null,
): Promise<{ readonly url: string; readonly token: string; readonly keyId: string | null }> {
  const { mints } = adapter.authenticate
  if (mints === 'account')
    return { url: urlOf(origin, adapter, 'event', ''), token: '', keyId: null }
  const binding = { controllerId, integrationId: id, scope: 'event' } as const
  const minted = await mintKey(services.administration, actor, {
    ...binding,
    bySetup: true,
    ...sealedBy(services, adapter),
  })
  const token = await credentialOf(services, adapter, { ...binding, boundTo }, minted.key)
  const url = urlOf(origin, adapter, 'event', credentialQuery(mints, did, token))
  return { url, token, keyId: minted.id }
}

/** The master key that is needed as long as the credential opens. */
function sealedBy(
  { keyring }: Services,
  { authenticate }: IntegrationAdapter,
): { readonly sealedUnder?: string } {
  return authenticate.mints === 'token' ? { sealedUnder: keyring.active } : {}
}

/** A key as the adapter's calls carry it. */
async function credentialOf(
  { keyring }: Services,
  adapter: IntegrationAdapter,
  binding: {
    readonly controllerId: string
    readonly integrationId: string
    readonly scope: Scope
    readonly boundTo: string | null
  },
  dxKey: string,
): Promise<string> {
  const { integrationId, controllerId, scope, boundTo } = binding
  if (authenticatorFor(adapter, scope).mints === 'key') return dxKey
  return await sealToken(keyring, { scope, controllerId, integrationId, boundTo, dxKey })
}

/** Can a credential of its own be made for this endpoint? */
function has(adapter: IntegrationAdapter, scope: Scope): boolean {
  if (scope === 'event') return adapter.endpoint !== null
  if (scope === 'redact') return !isErasedByHand(adapter)
  // An address without a credential of its own names no integration, so it cannot be polled by it.
  const reads = adapter.read !== undefined || adapter.poll !== undefined
  return scope === 'poll' && reads && adapter.authenticate.mints !== 'account'
}

const pathOf = { poll: '/poll', redact: redactPath } as const

function urlOf(origin: string, adapter: IntegrationAdapter, scope: Scope, query: string): string {
  const path = scope === 'event' ? (adapter.endpoint?.path ?? '/event') : pathOf[scope]
  return `${origin}${integrationsPrefix}/${adapter.name}${path}${query}`
}

function credentialQuery(mints: CredentialKind, did: string, credential: string): string {
  if (mints === 'account') return ''
  const shown = credential === hidden ? hidden : encodeURIComponent(credential)
  return mints === 'token' ? `?token=${shown}` : `?did=${encodeURIComponent(did)}&dxKey=${shown}`
}
