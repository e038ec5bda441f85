import type { Authenticator } from '../contract/authenticator.ts'

/**
 * The platform's own means: one URL serves all, the signature proves the call, and the account in
 * its events (or in this header) says whose it is.
 */
export function byAccount(options: { readonly header?: string } = {}): Authenticator {
  return {
    mints: 'account',
    ...(options.header === undefined && { namesNobody: true }),
    claim: head => ({
      kind: 'account',
      account: (options.header === undefined ? undefined : head.header(options.header)) ?? null,
    }),
  }
}
