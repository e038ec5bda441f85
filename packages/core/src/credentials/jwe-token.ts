import { createHash } from 'node:crypto'
import type { Keyring } from '@conduit/privacy'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { LRUCache } from 'lru-cache'
import { refuse } from '../errors.ts'
import { uuidBytes, uuidOf } from '../ids.ts'
import type { Authenticator, Scope } from './authenticator.ts'
import { bearer } from './did-key.ts'
import { dxKeyFromBytes, dxKeyToBytes, hashKey } from './dx-key.ts'

/** What a token says, once opened. The DX Key in it still has to be found alive. */
export interface TokenContent {
  readonly scope: Scope
  readonly controllerId: string
  readonly connectionId: string
  /** The channel it is bound to; null: none. */
  readonly boundTo: string | null
  readonly dxKey: string
}

const scopes: readonly Scope[] = ['event', 'poll', 'redact']
const version = 1
const contentLength = 82
/** Ours are about 215 characters; Google Drive's limit for a channel token is 256. */
const maxTokenLength = 512
const keyLabel = 'credential'
const tokensRemembered = 10_000

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

/**
 * Makes a token: compact JWE, `dir` + `A256GCM`, with the id of the master key as `kid`.
 * @see https://www.rfc-editor.org/rfc/rfc7516
 */
export async function sealToken(keyring: Keyring, content: TokenContent): Promise<string> {
  const bytes = Buffer.alloc(contentLength)
  bytes[0] = version
  bytes[1] = scopes.indexOf(content.scope)
  bytes.set(uuidBytes(content.controllerId), 2)
  bytes.set(uuidBytes(content.connectionId), 18)
  bytes.set(boundBytes(content.boundTo), 34)
  bytes.set(dxKeyToBytes(content.dxKey), 50)
  return await new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyring.active })
    .encrypt(keyring.server(keyLabel))
}

/** An opened token; what it is bound to can be compared, not read. */
export interface OpenedToken extends Omit<TokenContent, 'boundTo'> {
  isBoundTo(channel: string | null): boolean
}

/** Opened tokens by their hash. Whether the DX Key in one is still alive is asked every time. */
const opened = new WeakMap<Keyring, LRUCache<string, OpenedToken>>()

/**
 * Opens a token made by `sealToken` under any key of the ring. Decrypting costs more than all the
 * rest of a small delivery, so the tokens used last are remembered.
 * @throws `unauthorized`, whatever is wrong with it.
 */
export async function openToken(keyring: Keyring, token: string): Promise<OpenedToken> {
  if (token.length > maxTokenLength) refuse('unauthorized', 'token too long')
  const cache = opened.get(keyring) ?? new LRUCache<string, OpenedToken>({ max: tokensRemembered })
  opened.set(keyring, cache)
  const hash = hashKey(token)
  const content = cache.get(hash) ?? readContent(await decrypt(keyring, token))
  cache.set(hash, content)
  return content
}

function readContent(bytes: Uint8Array): OpenedToken {
  const scope = scopes[bytes[1] ?? -1]
  if (bytes.length !== contentLength || bytes[0] !== version || scope === undefined) {
    refuse('unauthorized', 'token of another form')
  }
  return {
    scope,
    controllerId: uuidOf(bytes.subarray(2, 18)),
    connectionId: uuidOf(bytes.subarray(18, 34)),
    dxKey: dxKeyFromBytes(bytes.subarray(50)),
    isBoundTo: channel => boundBytes(channel).equals(bytes.subarray(34, 50)),
  }
}

async function decrypt(keyring: Keyring, token: string): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(
      token,
      header => {
        if (header.kid === undefined || !keyring.ids.includes(header.kid))
          throw new Error('unknown kid')
        return keyring.server(keyLabel, header.kid)
      },
      {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        maxDecompressedLength: 0,
      },
    )
    return plaintext
  } catch {
    // Why a token does not open is told to nobody: the answer must not help to forge one.
    refuse('unauthorized', 'token does not open')
  }
}

function boundBytes(channel: string | null): Buffer {
  if (channel === null) return Buffer.alloc(16)
  return createHash('sha256').update(channel).digest().subarray(0, 16)
}
