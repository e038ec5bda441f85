import { isConduitError, type Reference } from '@conduit/core'
import type { OpenedPlatform } from '../platforms/open-platform.ts'
import { documentBytes, fits, mostObjects, piecesOf } from './pieces.ts'

/** What reading one object of a platform came to. */
export interface ReadObject {
  /** Its documents, each in pieces. */
  readonly things: readonly (readonly Uint8Array[])[]
  /** How many documents are too large for the copy; reading ends where nothing more fits. */
  readonly leftOut: number
  /** What ended it before all was read; null: nothing did. */
  readonly error: unknown
}

/**
 * Reads an object and what hangs on it, as far as that fits into a copy that holds so many bytes.
 * @throws {ConduitError} `unavailable`
 */
export async function readObject(
  { does: reading, access }: OpenedPlatform,
  target: Reference,
  { bytes: held }: { readonly bytes: number },
): Promise<ReadObject> {
  const things: (readonly Uint8Array[])[] = []
  let leftOut = 0
  let bytes = held
  try {
    for await (const { object, content } of reading.read(target, access.own, access.platform)) {
      const document = documentBytes({ ...target, object }, content)
      const isFull = document !== null && !fits({ bytes }, document.length)
      if (document === null || isFull) leftOut += 1
      if (isFull || things.length === mostObjects) break
      if (document === null) continue
      bytes += document.length
      things.push(piecesOf(document))
    }
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    return { things, leftOut, error }
  }
  return { things, leftOut, error: null }
}
