import type { RequestHead } from './event.ts'

/** What a credential opens. A webhook URL lies in proxy logs: it must not poll or erase. */
export type Scope = 'event' | 'poll' | 'redact'

/** What the head of a call claims; not yet believed. */
export type Claim =
  | {
      readonly kind: 'key'
      readonly did: string
      readonly key: string
      readonly integrationId?: string
    }
  | { readonly kind: 'token'; readonly token: string; readonly channel: string | null }
  | { readonly kind: 'account'; readonly account: string | null }

/** The shape of URL and headers that an adapter's webhook URL is made in. */
export type CredentialKind = Claim['kind']

/** One way for a call to show whose it is. Take a ready one: `jweToken()`, `didAndKey()`, … */
export interface Authenticator {
  /** The form in which our own webhook URLs carry their credential. */
  readonly mints: CredentialKind
  /** The head of a call never says whose it is: only a secret of the operator's options can prove the call. */
  readonly namesNobody?: true
  /** Reads the claim off the head; null: this way was not tried. */
  claim(head: RequestHead): Claim | null
}
