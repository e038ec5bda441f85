import type { Keyring } from '@conduit/privacy'
import type { Database } from '../database/database.ts'
import { masterKeys } from '../schema/index.ts'
import { type KeyReaders, keyReaders } from './key-readers.ts'

/** A master key of this database, and what needs it. */
export interface MasterKeyState {
  readonly keyId: string
  readonly isActive: boolean
  /** It is in this server's ring. */
  readonly isHeld: boolean
  readonly createdAt: Date
  /** Of the active key: since when a rotation is asked for and not done. */
  readonly rotationAskedAt: Date | null
  /** Since when nothing reads it, as a rotation has found. */
  readonly drainedAt: Date | null
  readonly readers: readonly (Pick<KeyReaders, 'kind' | 'count'> & {
    /** Of the same kind under all keys. */
    readonly total: number
  })[]
  /** How much of what needs a master key does not need this one, 0 to 1; repetitions are not counted. */
  readonly share: number
  /** Something needs it, or it is the active one. */
  readonly isRead: boolean
  /** A server may start without it: nothing needs it now, and a rotation has found so. */
  readonly isRetirable: boolean
}

/**
 * What this database needs of each master key that it was used with. It reads whole tables: for operators.
 * @param now by which credentials have expired
 */
export async function masterKeyStates(
  database: Database,
  keyring: Keyring,
  now: Date,
): Promise<readonly MasterKeyState[]> {
  return await database.maintenance(async executor => {
    const rows = await executor
      .select()
      .from(masterKeys)
      .orderBy(masterKeys.createdAt, masterKeys.keyId)
    const readers = await keyReaders(executor, keyring.active, now)
    const total = (kind: string) =>
      readers.reduce((sum, each) => sum + (each.kind === kind ? each.count : 0), 0)
    return rows.map(({ keyId, createdAt, rotationAskedAt, drainedAt }) => {
      const own = readers.filter(each => each.keyId === keyId && each.count > 0)
      const isActive = keyId === keyring.active
      const isRead = isActive || own.length > 0
      return {
        ...{ keyId, createdAt, rotationAskedAt, drainedAt, isActive, isRead },
        share: shareOf(own, readers),
        isHeld: keyring.ids.includes(keyId),
        readers: own.map(({ kind, count }) => ({ kind, count, total: total(kind) })),
        isRetirable: !isRead && drainedAt !== null,
      }
    })
  })
}

function shareOf(own: readonly KeyReaders[], all: readonly KeyReaders[]): number {
  // Repetitions are over by themselves, and no key but older ones has any.
  const sum = (readers: readonly KeyReaders[]) =>
    readers.reduce((count, each) => count + (each.kind === 'repetitions' ? 0 : each.count), 0)
  const whole = sum(all)
  return whole === 0 ? 1 : 1 - sum(own) / whole
}
