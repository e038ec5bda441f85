import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHead } from '../delivery.ts'
import { refuse } from '../errors.ts'
import { decodeId } from '../ids.ts'
import { callUnproven, type Receiver } from '../pipeline/receiver.ts'
import type { KeyHolder, StoredConnection } from '../store.ts'
import type { Claim, Scope } from './authenticator.ts'
import { hashKey } from './dx-key.ts'
import { type OpenedToken, openToken } from './jwe-token.ts'

/**
 * Step 1: whose call is this? Looks at the head alone, so that a wrong credential costs no body.
 * Whatever is wrong – unknown DID, wrong key, revoked, another scope, a disabled connection – the
 * answer is the same.
 *
 * @returns the connection; null where only the events will say (`byAccount`)
 * @throws `unauthorized`
 */
export async function admit(
  receiver: Receiver,
  head: RequestHead,
  scope: Scope,
): Promise<StoredConnection | null> {
  const { authenticate } = receiver.adapter
  const claim = callUnproven(receiver, 'authenticate', () => authenticate.claim(head))
  if (claim === null) refuse('unauthorized', 'no credential')
  if (claim.kind === 'account') return await byAccount(receiver, claim)
  const connection =
    claim.kind === 'token'
      ? await byToken(receiver, claim, scope)
      : await byKey(receiver, claim, scope)
  if (connection?.adapter !== receiver.adapter.name) refuse('unauthorized', 'no such connection')
  return connection
}

async function byToken(
  { store, keyring }: Receiver,
  claim: Claim & { kind: 'token' },
  scope: Scope,
): Promise<StoredConnection | null> {
  const token: OpenedToken = await openToken(keyring, claim.token)
  if (token.scope !== scope) refuse('unauthorized', 'token of another scope')
  if (!token.isBoundTo(claim.channel)) refuse('unauthorized', 'token of another channel')
  const holder = await store.keyHolder(hashKey(token.dxKey))
  if (holder === null || holder.controllerId !== token.controllerId || !reaches(holder, scope)) {
    refuse('unauthorized', 'token revoked')
  }
  return await store.connection(token.controllerId, token.connectionId)
}

async function byKey(
  { store, adapter }: Receiver,
  claim: Claim & { kind: 'key' },
  scope: Scope,
): Promise<StoredConnection | null> {
  const holder = await store.keyHolder(hashKey(claim.key))
  if (holder === null || !sameText(holder.did, claim.did) || !reaches(holder, scope)) {
    refuse('unauthorized', 'unknown DID or key')
  }
  const wanted =
    claim.integrationId === undefined ? null : integrationOf(claim.integrationId, holder)
  if (wanted !== null && holder.connectionId !== null && wanted !== holder.connectionId) return null
  const connectionId = wanted ?? holder.connectionId
  if (connectionId !== null) return await store.connection(holder.controllerId, connectionId)
  const connections = await store.connectionsOf(holder.controllerId, adapter.name)
  // A key that is good for several connections of this adapter does not say which one is meant.
  return connections.length === 1 ? (connections[0] ?? null) : null
}

async function byAccount({ store, adapter }: Receiver, claim: Claim & { kind: 'account' }) {
  return claim.account === null
    ? null
    : await store.connectionByAccount(adapter.name, claim.account)
}

function reaches(holder: KeyHolder, scope: Scope): boolean {
  // A key without a scope is the controller's own; it stands in URLs of events and polls alike,
  // but never erases anyone.
  return holder.scope === null ? scope !== 'redact' : holder.scope === scope
}

function integrationOf(text: string, holder: KeyHolder): string {
  const id = decodeId('integration', text)
  if (id === null) return text
  return id.controllerId === holder.controllerId
    ? id.id
    : refuse('unauthorized', 'another controller')
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
