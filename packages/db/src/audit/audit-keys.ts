import type { Keyring } from '@conduit/privacy'
import {
  type NoteKey,
  type NoteSigner,
  noteSigner,
  openNote,
  signNote,
} from '@conduit/privacy/merkle'
import { eq } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { auditKeys } from '../schema/index.ts'
import { logName } from './log-name.ts'

const label = 'audit-log'
/** Who vouches for keys. */
const voucher = 'conduit-audit-keys'

/** Signs the checkpoints of a log: with a key of the active master key, for this purpose alone. */
export function logSigner(keyring: Keyring, controllerId: string): NoteSigner {
  return noteSigner(logName(controllerId), keyring.server(label))
}

/** A public key that logs are signed with. */
export interface LogKey {
  /** Of the master key that it is derived from. */
  readonly keyId: string
  readonly publicKey: Uint8Array
}

/**
 * The keys whose signatures count: those of the keyring, and retired ones that a key of the keyring
 * vouches for. Others in the table may be anybody's.
 */
export async function trustedKeys(
  database: Database,
  keyring: Keyring,
): Promise<readonly LogKey[]> {
  const own = ownKeys(keyring)
  const stored = await storedNotes(database)
  const retired = stored.flatMap(({ keyId, note }) => {
    const key = keyring.ids.includes(keyId) ? null : readVoucher(note, own)
    return key?.keyId === keyId ? [key] : []
  })
  return [...own, ...retired]
}

/** The keys of a log under its name. */
export function keysOfLog(keys: readonly LogKey[], controllerId: string): readonly NoteKey[] {
  const name = logName(controllerId)
  return keys.map(({ publicKey }) => ({ name, publicKey }))
}

/**
 * Has the active key vouch for all others that are trusted, as long as there is something to vouch with:
 * once their master key is gone, that is what shows whose they were.
 */
export async function vouchForKeys(database: Database, keyring: Keyring, now: Date): Promise<void> {
  const signer = noteSigner(voucher, keyring.server(label))
  const stored = new Map((await storedNotes(database)).map(({ keyId, note }) => [keyId, note]))
  const missing = (await trustedKeys(database, keyring)).filter(
    ({ keyId }) => openNote(stored.get(keyId) ?? '', [signer]) === null,
  )
  if (missing.length === 0) return
  await database.transaction(async executor => {
    for (const key of missing) {
      const note = signNote(voucherText(key), signer)
      await executor
        .insert(auditKeys)
        .values({ controllerId: serverId, keyId: key.keyId, note, createdAt: now })
        .onConflictDoUpdate({
          target: [auditKeys.controllerId, auditKeys.keyId],
          set: { note },
        })
    }
  })
}

function ownKeys(keyring: Keyring): readonly LogKey[] {
  return keyring.ids.map(keyId => {
    const { publicKey } = noteSigner(voucher, keyring.server(label, keyId))
    return { keyId, publicKey }
  })
}

async function storedNotes(database: Database) {
  return await database.run(executor =>
    executor.select().from(auditKeys).where(eq(auditKeys.controllerId, serverId)),
  )
}

function voucherText({ keyId, publicKey }: LogKey): string {
  return `${voucher}\n${keyId}\n${Buffer.from(publicKey).toString('base64')}\n`
}

function readVoucher(note: string, own: readonly LogKey[]): LogKey | null {
  const keys = own.map(({ publicKey }) => ({ name: voucher, publicKey }))
  const [, keyId, encoded] = openNote(note, keys)?.split('\n') ?? []
  if (keyId === undefined || encoded === undefined) return null
  return { keyId, publicKey: Buffer.from(encoded, 'base64') }
}
