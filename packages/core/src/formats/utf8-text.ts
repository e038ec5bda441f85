import { isUtf8 } from 'node:buffer'
import { refuse } from '../contract/errors.ts'

/**
 * The text of a body. A byte order mark in front, as some .NET senders write it, is skipped.
 *
 * @throws `ConduitError` `invalid` if the bytes are not UTF-8; UTF-16 never is by its marks.
 */
export function utf8Text(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) refuse('invalid', 'body_unreadable', { detail: 'not UTF-8', pointer: '' })
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return buffer.toString('utf8', marked ? 3 : 0)
}
