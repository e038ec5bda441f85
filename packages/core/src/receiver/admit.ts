import { isSameText } from '../authoring/signature/same-text.ts'
import type { Claim, Scope } from '../contract/authenticator.ts'
import { refuse } from '../contract/errors.ts'
import type { RequestHead } from '../contract/event.ts'
import { hashKey } from '../store/dx-key.ts'
import { decodeId } from '../store/ids.ts'
import type { Answered, KeyHolder, StoredIntegration } from '../store/store.ts'
import { whenAnswered } from '../store/when-answered.ts'
import { atOnce } from './at-once.ts'
import { authenticatorFor } from './authenticator-for.ts'
import { type OpenIntegration, type Receiver, refuseUnprovable } from './create-receiver.ts'
import type { OpenedToken } from './jwe-token.ts'

/**
 * Step 1: whose call is this? Looks at the head alone, so that a wrong credential costs no body.
 * Whatever is wrong – unknown DID, wrong key, revoked, another scope, a disabled integration – the
 * answer is the same. What is remembered is answered at once.
 *
 * @returns the integration; null where only the events will say (`byAccount`)
 * @throws `unauthorized`
 */
export function admit(
  receiver: Receiver,
  head: RequestHead,
  scope: Scope,
): Answered<OpenIntegration | null> {
  const { name } = receiver.adapter
  const claim = claimOf(receiver, head, scope)
  if (claim === null) refuse('unauthorized', 'credential_missing')
  const isByAccount = claim.kind === 'account'
  return whenAnswered(claimed(receiver, claim, scope), stored => {
    if (stored === null && isByAccount) return null
    if (stored?.adapter !== name) refuse('unauthorized', 'integration_unknown')
    return receiver.open(stored)
  })
}

/** Whose call it says it is; null: it does not say. @throws `unavailable` where the adapter fails */
export function claimOf(receiver: Receiver, head: RequestHead, scope: Scope): Claim | null {
  try {
    return atOnce(authenticatorFor(receiver.adapter, scope).claim(head))
  } catch (error) {
    refuseUnprovable(receiver, { step: 'authenticate', error })
  }
}

function claimed(
  receiver: Receiver,
  claim: Claim,
  scope: Scope,
): Answered<StoredIntegration | null> {
  const { openToken } = receiver
  if (claim.kind === 'account') {
    return claim.account === null ? null : provenBy(receiver, claim.account)
  }
  if (claim.kind === 'key') return byKey(receiver, claim, scope)
  return whenAnswered(openToken(claim.token), token =>
    byToken(receiver, token, claim.channel, scope),
  )
}

function provenBy(
  { store, adapter }: Receiver,
  account: string,
): Answered<StoredIntegration | null> {
  return whenAnswered(store.accountOwner(adapter.name, account), owner =>
    owner === 'unproven' ? null : owner,
  )
}

function byToken(
  { store }: Receiver,
  token: OpenedToken,
  channel: string | null,
  scope: Scope,
): Answered<StoredIntegration | null> {
  if (token.scope !== scope) refuse('unauthorized', 'other_scope')
  if (!token.isBoundTo(channel)) refuse('unauthorized', 'other_channel')
  const { controllerId, integrationId: id } = token
  return whenAnswered(store.keyHolder(token.keyHash), holder => {
    if (holder === null || holder.controllerId !== controllerId || !reaches(holder, scope)) {
      refuse('unauthorized', 'token_revoked')
    }
    return store.integration({ controllerId, id })
  })
}

function byKey(
  { store, adapter }: Receiver,
  claim: Claim & { kind: 'key' },
  scope: Scope,
): Answered<StoredIntegration | null> {
  return whenAnswered(store.keyHolder(hashKey(claim.key)), holder => {
    if (holder === null || !isSameText(holder.did, claim.did) || !reaches(holder, scope)) {
      refuse('unauthorized', 'credential_unknown')
    }
    const { controllerId } = holder
    const wanted =
      claim.integrationId === undefined ? null : integrationOf(claim.integrationId, holder)
    if (wanted !== null && holder.integrationId !== null && wanted !== holder.integrationId)
      return null
    const id = wanted ?? holder.integrationId
    if (id !== null) return store.integration({ controllerId, id })
    // A key that is good for several integrations of this adapter does not say which one is meant.
    return whenAnswered(store.integrationsOf(controllerId, adapter.name), all =>
      all.length === 1 ? (all[0] ?? null) : null,
    )
  })
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
    : refuse('unauthorized', 'other_controller')
}
