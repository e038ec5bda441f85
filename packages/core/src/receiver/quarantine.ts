import { type Keyring, openFor, sealFor } from '@conduit/privacy'
import { isConduitError } from '../contract/errors.ts'
import { newId } from '../store/ids.ts'
import type { Controller, QuarantineRecord } from '../store/store.ts'

const keptDays = 30
const label = 'quarantine'

/** What a quarantined delivery is, once opened. */
export interface QuarantinedDelivery {
  readonly receivedAt: Date
  readonly digest: string
  readonly verification: 'signed' | 'unsigned'
  readonly headers: { readonly [name: string]: string }
  /**
   * The decoded payload; `bytes` where it could not be decoded; of an unsigned one nothing but how many
   * bytes it had.
   */
  readonly content:
    | { readonly payload: unknown }
    | { readonly bytes: Uint8Array }
    | { readonly withheld: number }
}

/**
 * Seals a genuine delivery that could not be processed, to be replayed after a fix: the decoded
 * payload (so without the secrets that its format strips) and the headers the endpoint names.
 */
export function quarantineRecord(
  keyring: Keyring,
  controller: Controller,
  delivery: QuarantinedDelivery,
  failure: { readonly step: string; readonly error: unknown },
): QuarantineRecord {
  const id = newId()
  const { content } = delivery
  const plain = JSON.stringify({
    receivedAt: delivery.receivedAt.toISOString(),
    digest: delivery.digest,
    verification: delivery.verification,
    headers: delivery.headers,
    ...('bytes' in content ? { bytes: Buffer.from(content.bytes).toString('base64') } : content),
  })
  const keys = keyring.forController(controller)
  return {
    id,
    step: failure.step,
    reason: reasonOf(failure.error),
    sealed: sealFor(keys, keyring.active, label, Buffer.from(plain), aad(controller, id)),
    expiresAt: new Date(delivery.receivedAt.getTime() + keptDays * 86_400_000),
  }
}

/** Seals what `quarantineRecord` sealed anew, under the active key. */
export function resealQuarantined(
  keyring: Keyring,
  controller: Controller,
  { id, sealed }: { readonly id: string; readonly sealed: Uint8Array },
): Uint8Array {
  const keys = keyring.forController(controller)
  const place = aad(controller, id)
  return sealFor(keys, keyring.active, label, openFor(keys, label, sealed, place), place)
}

/** Opens what `quarantineRecord` sealed. */
export function openQuarantined(
  keyring: Keyring,
  controller: Controller,
  record: { readonly id: string; readonly sealed: Uint8Array },
): QuarantinedDelivery {
  const opened = openFor(
    keyring.forController(controller),
    label,
    record.sealed,
    aad(controller, record.id),
  )
  const plain = JSON.parse(Buffer.from(opened).toString()) as {
    receivedAt: string
    digest: string
    verification: 'signed' | 'unsigned'
    headers: Record<string, string>
    payload?: unknown
    bytes?: string
    withheld?: number
  }
  return {
    receivedAt: new Date(plain.receivedAt),
    digest: plain.digest,
    verification: plain.verification,
    headers: plain.headers,
    content: contentOf(plain),
  }
}

function contentOf({
  payload,
  bytes,
  withheld,
}: {
  readonly payload?: unknown
  readonly bytes?: string
  readonly withheld?: number
}): QuarantinedDelivery['content'] {
  if (withheld !== undefined) return { withheld }
  return bytes === undefined ? { payload } : { bytes: Buffer.from(bytes, 'base64') }
}

/** Why something failed, in words that hold nothing of the document. */
function reasonOf(error: unknown): string {
  if (isConduitError(error)) return error.reason
  return error instanceof Error ? error.name : 'unknown'
}

function aad(controller: Controller, id: string): string {
  return `${controller.id}|${id}|quarantine`
}
