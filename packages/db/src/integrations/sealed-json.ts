import type { JsonObject } from '@conduit/core'
import type { Controller } from '@conduit/core/host'
import { type Keyring, openFor, sealFor } from '@conduit/privacy'

/** The integration that a sealed column belongs to. */
export interface SealedOwner {
  readonly id: string
  readonly controller: Pick<Controller, 'id' | 'salt'>
}

/** What of an integration is sealed. */
export type SealedColumn = 'settings' | 'state' | 'token'

/** Seals a column of an integration under its controller's key; it opens in that row and column alone. */
export function sealJson(
  keyring: Keyring,
  owner: SealedOwner,
  column: SealedColumn,
  value: object,
): Uint8Array {
  const keys = keyring.forController(owner.controller)
  const plaintext = Buffer.from(JSON.stringify(value))
  return sealFor(keys, keyring.active, column, plaintext, aad(owner, column))
}

/** Opens what `sealJson` sealed; null stays null. */
export function openJson(
  keyring: Keyring,
  owner: SealedOwner,
  column: SealedColumn,
  blob: Uint8Array | null,
): JsonObject | null {
  if (blob === null) return null
  const opened = openFor(keyring.forController(owner.controller), column, blob, aad(owner, column))
  return JSON.parse(Buffer.from(opened).toString()) as JsonObject
}

function aad({ id, controller }: SealedOwner, column: SealedColumn): string {
  return `${controller.id}|${id}|${column}`
}
