import type { JsonObject } from '@conduit/core'
import { type Keyring, openFor, sealFor } from '@conduit/privacy'

/** The connection that a sealed column belongs to. */
export interface SealedOwner {
  readonly controller: { readonly id: string; readonly salt: Uint8Array }
  readonly integrationId: string
}

/** What of a connection is sealed. */
export type SealedColumn = 'settings' | 'state' | 'token'

/** Seals a column of a connection under its controller's key; it opens in that row and column alone. */
export function sealJson(
  keyring: Keyring,
  owner: SealedOwner,
  column: SealedColumn,
  value: object,
): Uint8Array {
  const keys = keyring.forController(owner.controller)
  return sealFor(
    keys,
    keyring.active,
    column,
    Buffer.from(JSON.stringify(value)),
    aad(owner, column),
  )
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

function aad({ controller, integrationId }: SealedOwner, column: SealedColumn): string {
  return `${controller.id}|${integrationId}|${column}`
}
