import { leafHash } from './hashes.ts'

/** What a sealed entry is hashed after, so that its bytes mean nothing elsewhere. */
const entryTag = 'conduit/audit-entry/v1\n'

/**
 * Hash of an entry in the tree of its audit log.
 *
 * @param text the entry in canonical JSON (RFC 8785)
 */
export function auditEntryHash(text: string): Buffer {
  return leafHash(entryTag + text)
}
