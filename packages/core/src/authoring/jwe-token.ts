import type { Authenticator } from '../contract/authenticator.ts'
import { bearer } from './did-key.ts'

/**
 * JWE token: `?token=…`, `Authorization: Bearer <token>`, or a header that the platform repeats.
 *
 * @param options.header where the platform sends it back, `X-Goog-Channel-Token`
 * @param options.boundBy header that names the channel the token must be bound to
 */
export function jweToken(
  options: { readonly header?: string; readonly boundBy?: string } = {},
): Authenticator {
  return {
    mints: 'token',
    claim(head) {
      const own = options.header === undefined ? undefined : head.header(options.header)
      const token = head.query('token') ?? own ?? bearer(head)
      if (token === undefined) return null
      const channel = options.boundBy === undefined ? undefined : head.header(options.boundBy)
      return { kind: 'token', token, channel: channel ?? null }
    },
  }
}
