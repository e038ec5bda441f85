import type { Authenticator, Claim } from '../contract/authenticator.ts'
import type { RequestHead } from '../contract/event.ts'

/**
 * DID + DX Key: `?did=…&dxKey=…`, or the same in headers, `X-Conduit-DID` and
 * `Authorization: Bearer <DX Key>`, which stay out of proxy logs.
 */
export function didAndKey(): Authenticator {
  return {
    mints: 'key',
    claim(head) {
      const did = head.query('did') ?? head.header('x-conduit-did')
      const key = head.query('dxKey') ?? bearer(head)
      if (did === undefined || key === undefined || head.query('dpid') !== undefined) return null
      return { kind: 'key', did, key }
    },
  }
}

/** DID and integration id in the query, the DX Key as a bearer token: `?did=…&dpid=…`. */
export function didAndBearer(): Authenticator {
  return {
    mints: 'key',
    claim(head) {
      const did = head.query('did')
      const integrationId = head.query('dpid')
      const key = bearer(head)
      if (did === undefined || integrationId === undefined || key === undefined) return null
      return { kind: 'key', did, key, integrationId }
    },
  }
}

/** Tries several ways in order; URLs are minted in the form of the first. */
export function firstOf(first: Authenticator, ...others: readonly Authenticator[]): Authenticator {
  return {
    mints: first.mints,
    claim(head): Claim | null {
      for (const way of [first, ...others]) {
        const claim = way.claim(head)
        if (claim !== null) return claim
      }
      return null
    },
  }
}

/** The token of `Authorization: Bearer …`. */
export function bearer(head: RequestHead): string | undefined {
  const match = /^Bearer ([^\s,]+)$/i.exec(head.header('authorization') ?? '')
  return match?.[1]
}
