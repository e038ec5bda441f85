import type { LogKey } from '@conduit/db/audit'
import type { ErasureEntry } from '@conduit/db/offboarding'
import { anchorFile } from '../audit/anchor-file.ts'
import { hashOf, nothingBefore, readLedgerNote } from './ledger-note.ts'

/** A ledger, and what is wrong with it. */
export interface ReadLedger {
  /** The oldest first. */
  readonly entries: readonly ErasureEntry[]
  /** Entries that no known key has signed: nobody acts on them. */
  readonly unsigned: number
  /** Places at which entries are missing, or others stand. */
  readonly gaps: number
}

/** Reads a ledger, and proves that each entry follows the one before it. */
export async function readLedger(path: string, keys: readonly LogKey[]): Promise<ReadLedger> {
  const entries: ErasureEntry[] = []
  let unsigned = 0
  let gaps = 0
  let before = nothingBefore
  let passedOver = 0
  for (const note of await anchorFile(path).read()) {
    const entry = readLedgerNote(note, keys)
    if (entry === null) {
      passedOver += 1
      continue
    }
    // What nothing refers to is one whose writing broke off.
    const isNext = entry.before === before
    if (!isNext) gaps += 1
    unsigned += isNext ? 0 : passedOver
    passedOver = 0
    entries.push(entry.erased)
    before = hashOf(note)
  }
  return { entries, unsigned: unsigned + passedOver, gaps }
}
