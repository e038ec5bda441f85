import { timingSafeEqual } from 'node:crypto'
import { refuse } from '../../contract/errors.ts'
import { type HmacAlgorithm, hmacDigest } from './hmac-digest.ts'

/** What to check with `verifyHmac`. */
export interface HmacCheck {
  readonly algorithm?: HmacAlgorithm
  /** One of these must have signed. Empty ones never count: nobody may sign with an empty key. */
  readonly secrets: readonly (string | Uint8Array | null | undefined)[]
  /** The signed parts in order: bytes as received, text as UTF-8. */
  readonly message: readonly (string | Uint8Array)[]
  /** One of these must match; a header may list several during a rotation, or be missing. */
  readonly signatures: readonly (string | undefined)[]
  readonly encoding: 'hex' | 'base64'
}

/**
 * Compares an HMAC over bytes in constant time, with several secrets and several signatures.
 *
 * @throws `unavailable` if no secret is set: a missing secret must never let anything in;
 *   `unauthorized` if there is no signature, or none that matches, as short, long or wrongly encoded ones.
 * @example
 * verifyHmac({ secrets: [settings.signingSecret], message: [request.bytes], signatures: [header], encoding: 'base64' })
 */
export function verifyHmac(check: HmacCheck): void {
  const { algorithm = 'sha256', encoding } = check
  const secrets = usableSecrets(check.secrets)
  const signatures = check.signatures.filter(text => text !== undefined)
  if (signatures.length === 0) refuse('unauthorized', 'signature_missing')
  const given = signatures.map(text => decodeExactly(text, encoding))
  let matches = false
  for (const secret of secrets) {
    const expected = hmacDigest(algorithm, secret, check.message)
    for (const signature of given) {
      if (signature?.length !== expected.length) continue
      matches = timingSafeEqual(signature, expected) || matches
    }
  }
  if (!matches) refuse('unauthorized', 'signature_mismatch')
}

/**
 * The secrets that are set.
 * @throws `unavailable` if there is none.
 */
export function usableSecrets<T extends string | Uint8Array>(
  secrets: readonly (T | null | undefined)[],
): readonly T[] {
  const usable = secrets.filter(
    (secret): secret is T =>
      secret !== null &&
      secret !== undefined &&
      (typeof secret === 'string' ? secret.trim() : secret).length > 0,
  )
  if (usable.length === 0) refuse('unavailable', 'secret_missing')
  return usable
}

/** Bytes of a hex or padded base64 text; null unless the text is exactly such an encoding. */
export function decodeExactly(text: string, encoding: 'hex' | 'base64'): Uint8Array | null {
  const bytes = Buffer.from(text, encoding)
  const again = bytes.toString(encoding)
  return again === (encoding === 'hex' ? text.toLowerCase() : text) ? bytes : null
}
