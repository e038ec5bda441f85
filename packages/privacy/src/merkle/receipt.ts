import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { auditEntryHash } from './audit-entry.ts'
import { isIncluded } from './check-proofs.ts'
import { readCheckpoint } from './checkpoint.ts'
import { type NoteKey, type NoteSigner, openNote, signNote } from './signed-note.ts'

/** What a receipt is hashed and signed after, so that its bytes mean nothing elsewhere. */
const receiptTag = 'conduit/redaction-receipt/v1\n'

/** A receipt with all that shows that it is one, as it is handed out. */
export interface ReceiptFile {
  readonly receipt: Readonly<Record<string, unknown>>
  /** The line of a signed note of C2SP whose text is the tag and the receipt in canonical JSON, a line each. */
  readonly signature: string
  /** The entry of the audit log that holds the receipt's hash, in canonical JSON; null: no checkpoint covers it yet. */
  readonly entry: string | null
  /** Hashes from the entry to the root (RFC 6962), hexadecimal. */
  readonly proof: readonly string[] | null
  /** The signed checkpoint that covers the entry. */
  readonly checkpoint: string | null
}

/** What is wrong with a receipt. */
export type ReceiptFault =
  /** It is not of this form. */
  | 'malformed'
  /** None of the keys has signed the receipt as it is. */
  | 'not_signed'
  /** The audit log has not been signed since: ask for it again in ten minutes. */
  | 'not_proven_yet'
  /** The entry is not one of this receipt. */
  | 'not_recorded'
  /** None of the keys has signed the checkpoint, or it is that of another log. */
  | 'checkpoint_not_signed'
  /** The entry is not in the log that the checkpoint is of. */
  | 'not_included'

/**
 * A receipt as it is hashed and signed.
 * @throws {TypeError} it has no canonical form
 */
export function receiptText(receipt: object): string {
  const text = canonicalize(receipt)
  if (text === undefined) throw new TypeError('a receipt without canonical form')
  return text
}

/** The hash of a receipt, hexadecimal: what the audit log holds of it. @param text canonical JSON */
export function receiptHash(text: string): string {
  return hash('sha256', receiptTag + text)
}

/** Signs a receipt. @param text canonical JSON @returns the line of the signature, without its end */
export function signReceipt(text: string, signer: NoteSigner): string {
  return signNote(noteText(text), signer).slice(noteText(text).length + 1, -1)
}

/**
 * Checks a receipt with nothing but the keys of its audit log: that it is as it was signed, that its hash
 * stands in an entry, and that the entry is in a log that was signed.
 *
 * @param file parsed JSON, from anywhere
 * @param keys those that whoever checks trusts, under the name of the log
 * @returns null: it is good
 * @example
 * verifyReceipt(JSON.parse(text), [{ name: 'conduit-audit/01…', publicKey }])
 */
export function verifyReceipt(file: unknown, keys: readonly NoteKey[]): ReceiptFault | null {
  if (!isReceiptFile(file)) return 'malformed'
  const { receipt, signature, entry, proof, checkpoint } = file
  const text = textOf(receipt)
  if (text === null) return 'malformed'
  if (openNote(`${noteText(text)}\n${signature}\n`, keys) === null) return 'not_signed'
  if (entry === null || proof === null || checkpoint === null) return 'not_proven_yet'
  const recorded = recordOf(entry)
  if (recorded?.receipt !== receiptHash(text)) return 'not_recorded'
  const log = readCheckpoint(openNote(checkpoint, keys) ?? '')
  const isOwnLog = signature.startsWith(`— ${log?.origin} `)
  if (log === null || !isOwnLog) return 'checkpoint_not_signed'
  const leaf = { index: recorded.seq - 1, hash: auditEntryHash(entry) }
  const path = proof.map(each => Buffer.from(each, 'hex'))
  return isIncluded(leaf, log, path) ? null : 'not_included'
}

/** Null: it has no canonical form, or is nested too deep to have one. */
function textOf(value: object): string | null {
  try {
    return receiptText(value)
  } catch {
    return null
  }
}

function noteText(text: string): string {
  return `${receiptTag}${text}\n`
}

function isReceiptFile(file: unknown): file is ReceiptFile {
  if (!isObject(file) || !isObject(file.receipt) || typeof file.signature !== 'string') return false
  const { entry, proof, checkpoint } = file
  const isText = (value: unknown) => value === null || typeof value === 'string'
  const isPath = Array.isArray(proof) && proof.every(each => /^[\da-f]{64}$/.test(String(each)))
  return isText(entry) && isText(checkpoint) && (proof === null || isPath)
}

/** What an entry says of a receipt; null: it says nothing, or is not in canonical JSON. */
function recordOf(entry: string): { readonly seq: number; readonly receipt: unknown } | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(entry)
  } catch {
    return null
  }
  if (!isObject(parsed) || !isObject(parsed.details)) return null
  const { seq, action, details } = parsed
  const isReceipt = action === 'receipt.issued' && textOf(parsed) === entry
  return isReceipt && typeof seq === 'number' ? { seq, receipt: details.receipt } : null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
