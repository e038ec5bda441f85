import { createHash } from 'node:crypto'
import type { LogKey } from '@conduit/db/audit'
import type { ErasureEntry } from '@conduit/db/offboarding'
import type { KeyedHash, Keyring } from '@conduit/privacy'
import { type NoteSigner, noteSigner, openNote, signNote } from '@conduit/privacy/merkle'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const name = 'conduit-erasure-ledger'
/** The key of audit logs: what an older one signed stays known when its master key is retired. */
const label = 'audit-log'

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })

const when = {
  controllerId: uuid,
  at: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$' }),
}

const person = Type.Object({
  ...when,
  subjectIds: Type.Array(uuid),
  redactionId: Type.Union([uuid, Type.Null()]),
  // Entries of before have none.
  integrationId: Type.Optional(Type.Union([uuid, Type.Null()])),
  tokens: Type.Array(
    Type.Object({
      token: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      kind: Type.Union([Type.Literal('email'), Type.Literal('phone'), Type.Literal('account_id')]),
      keyId: Type.String(),
    }),
  ),
  taskIds: Type.Optional(Type.Array(uuid)),
})

const account = Type.Object({ ...when, integrationId: uuid, redactionId: uuid })

const controller = Type.Object({ ...when, offboardingId: uuid })

/** Before there is anything in a ledger. */
export const nothingBefore = hashOf('')

/** Signs entries of a ledger: under the active master key. */
export function ledgerSigner(keyring: Keyring): NoteSigner {
  return noteSigner(name, keyring.server(label))
}

/** An entry: the hash of the one before it, and who or what was erased. */
export function ledgerNote(erased: ErasureEntry, before: string, signer: NoteSigner): string {
  return signNote(`${name}\n${before}\n${JSON.stringify(erased)}\n`, signer)
}

/** An entry that was read. */
export interface ReadEntry {
  readonly before: string
  readonly erased: ErasureEntry
}

/** Reads one; null: it is none of these keys, or nothing that a ledger holds. */
export function readLedgerNote(note: string, keys: readonly LogKey[]): ReadEntry | null {
  const text = openNote(
    note,
    keys.map(({ publicKey }) => ({ name, publicKey })),
  )
  const [, before = '', json = ''] = text?.split('\n') ?? []
  if (text === null) return null
  const erased = erasedOf(JSON.parse(json))
  return erased === null ? null : { before, erased }
}

function erasedOf(value: unknown): ErasureEntry | null {
  if (Value.Check(person, value)) {
    const tokens = value.tokens.map(each => ({ ...each, token: each.token as KeyedHash }))
    const { integrationId = null } = value
    return { ...value, integrationId, tokens, at: new Date(value.at) }
  }
  if (Value.Check(account, value) || Value.Check(controller, value))
    return { ...value, at: new Date(value.at) }
  return null
}

/** What the entry behind a note names it by. */
export function hashOf(note: string): string {
  return createHash('sha256').update(note).digest('hex')
}
