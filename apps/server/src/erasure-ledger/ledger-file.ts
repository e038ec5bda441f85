import { stat } from 'node:fs/promises'
import type { ErasureLedger } from '@conduit/db/erasure'
import type { Keyring } from '@conduit/privacy'
import { anchorFile } from '../audit/anchor-file.ts'
import { hashOf, ledgerNote, ledgerSigner, nothingBefore } from './ledger-note.ts'

/** A ledger in a file to which entries are only ever added, each with the hash of the one before it. */
export function ledgerFile(path: string, keyring: Keyring): ErasureLedger {
  const file = anchorFile(path)
  const signer = ledgerSigner(keyring)
  let known: { readonly size: number; readonly last: string } | null = null
  let writing: Promise<void> = Promise.resolve()
  const lastOf = async (): Promise<string> => {
    // Somebody else may have written, or moved the file away.
    if (known !== null && known.size === (await sizeOf(path))) return known.last
    const note = (await file.read()).at(-1)
    return note === undefined ? nothingBefore : hashOf(note)
  }
  return {
    append: async erased => {
      const mine = writing.then(async () => {
        const note = ledgerNote(erased, await lastOf(), signer)
        await file.append([note])
        known = { size: await sizeOf(path), last: hashOf(note) }
      })
      writing = mine.catch(() => undefined)
      await mine
    },
  }
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
