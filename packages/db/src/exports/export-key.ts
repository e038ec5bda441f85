import { randomBytes } from 'node:crypto'
import { open, type Sealed, seal } from '@conduit/privacy'
import type { RowRef } from '../schema/row-ref.ts'

const keyLength = 32

/** A new key for a copy, and the same wrapped under its request's: it opens for this copy alone. */
export function wrapExportKey(ref: RowRef, requestKey: Uint8Array): Sealed {
  return seal(requestKey, randomBytes(keyLength), aadOf(ref, 'key'))
}

/** @throws {VaultError} of another copy or request */
export function unwrapExportKey(ref: RowRef, requestKey: Uint8Array, wrapped: Sealed): Uint8Array {
  return open(requestKey, wrapped, aadOf(ref, 'key'))
}

/** Seals a part of a copy, for its place in it. */
export function sealPart(key: Uint8Array, ref: RowRef, position: number, text: Uint8Array): Sealed {
  return seal(key, text, aadOf(ref, String(position)))
}

/** @throws {VaultError} of another copy or place */
export function openPart(
  key: Uint8Array,
  ref: RowRef,
  position: number,
  sealed: Sealed,
): Uint8Array {
  return open(key, sealed, aadOf(ref, String(position)))
}

/** Seals what an integration found. */
export function sealTargets(
  key: Uint8Array,
  ref: RowRef,
  integrationId: string,
  targets: unknown,
): Sealed {
  return seal(key, Buffer.from(JSON.stringify(targets)), aadOf(ref, `targets|${integrationId}`))
}

/** Opens what `sealTargets` sealed. */
export function openTargets(
  key: Uint8Array,
  ref: RowRef,
  integrationId: string,
  sealed: Sealed,
): unknown {
  return JSON.parse(
    Buffer.from(open(key, sealed, aadOf(ref, `targets|${integrationId}`))).toString(),
  )
}

function aadOf({ controllerId, id }: RowRef, place: string): string {
  return `${controllerId}|${id}|${place}`
}
