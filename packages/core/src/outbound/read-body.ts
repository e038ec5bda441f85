import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unzip = promisify(gunzip)

/** Code of the error when a body is larger than allowed, on the wire or unpacked. */
export const bodyTooLarge = 'ERR_BUFFER_TOO_LARGE'

/**
 * Reads a body to its end.
 *
 * @param encoding its `Content-Encoding`; gzip is unpacked, any other is refused
 * @param maxBytes largest size, before and after unpacking
 * @throws an error with a `code`: `bodyTooLarge`, or one of zlib's if the body is cut or broken
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  encoding: string,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw withCode(bodyTooLarge)
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks, size)
  if (encoding === '' || encoding === 'identity' || size === 0) return bytes
  if (encoding !== 'gzip') throw withCode('Z_UNKNOWN_ENCODING')
  return unzip(bytes, { maxOutputLength: maxBytes })
}

function withCode(code: string): Error {
  return Object.assign(new Error('the body cannot be read'), { code })
}
