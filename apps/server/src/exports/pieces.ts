import type { Reference } from '@conduit/core'
import type { ExportedDocument } from './export-format.ts'

const mebibyte = 1_024 * 1_024
/** What a copy holds at most, before it is packed. */
const mostBytes = 64 * mebibyte
/** The longest answer of a platform. */
const mostBytesOfDocument = 10 * mebibyte

/** How many objects a copy asks for at most. */
export const mostObjects = 1_000

/** Does so much more fit into a copy? */
export function fits({ bytes }: { readonly bytes: number }, more: number): boolean {
  return bytes + more <= mostBytes
}

/** Cuts what is to be kept into parts. */
export function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const pieces = []
  for (let at = 0; at < bytes.length; at += mebibyte) pieces.push(bytes.subarray(at, at + mebibyte))
  return pieces
}

/**
 * An object as it stands in a copy; null: it is no JSON, nested too deeply to be written, or longer
 * than an answer of a platform can be.
 */
export function documentBytes({ object, id, within }: Reference, data: unknown): Buffer | null {
  const document: ExportedDocument = { object, id, ...(within !== undefined && { within }), data }
  const text = textOf(document)
  const bytes = Buffer.from(text ?? '')
  return text === null || bytes.length > mostBytesOfDocument ? null : bytes
}

function textOf(document: ExportedDocument): string | null {
  try {
    return JSON.stringify(document)
  } catch {
    return null
  }
}
