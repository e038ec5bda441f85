import type { Token } from '../contract/platform.ts'

/** Where the token of an integration is kept, encrypted. */
export interface TokenStore {
  load(): Promise<Token | null>
  save(token: Token): Promise<void>
}

/**
 * A usable token: the kept one, else a new one.
 *
 * @param obtain asks the platform, given the last token if there was one
 * @param refused value of a token that the platform refused
 */
export type TokenKeeper = (
  obtain: (previous: Token | null) => Promise<Token>,
  refused?: string,
) => Promise<Token>

/**
 * Keeps one token for all callers: while one of them obtains it, the others wait for the same. Before
 * asking the platform it looks whether another process has stored a newer one, since a rotating
 * refresh token must not be used twice.
 */
export function createTokenKeeper(tokens: TokenStore, now: () => Date): TokenKeeper {
  let pending: Promise<Token> | null = null

  const keepOrObtain: TokenKeeper = async (obtain, refused) => {
    const kept = await tokens.load()
    if (kept !== null && kept.value !== refused && !isExpired(kept, now())) return kept
    const token = await obtain(kept)
    await tokens.save(token)
    return token
  }

  return async (obtain, refused) => {
    while (pending !== null) {
      const token = await pending
      // What the others wait for may be the very token that was refused.
      if (token.value !== refused) return token
    }
    pending = keepOrObtain(obtain, refused).finally(() => {
      pending = null
    })
    return pending
  }
}

function isExpired(token: Token, now: Date): boolean {
  return token.expiresAt !== undefined && token.expiresAt <= now
}
