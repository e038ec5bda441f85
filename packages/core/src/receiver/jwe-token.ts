import { createHash } from 'node:crypto'
import type { Keyring } from '@conduit/privacy'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'
import { LRUCache } from 'lru-cache'
import type { Scope } from '../contract/authenticator.ts'
import { refuse } from '../contract/errors.ts'
import { dxKeyFromBytes, dxKeyToBytes, hashKey } from '../store/dx-key.ts'
import { uuidBytes, uuidOf } from '../store/ids.ts'
import type { Answered } from '../store/store.ts'

/** What a token says, once opened. The DX Key in it still has to be found alive. */
export interface TokenContent {
  readonly scope: Scope
  readonly controllerId: string
  readonly integrationId: string
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
 * Makes a token: compact JWE, `dir` + `A256GCM`, with the id of the master key as `kid`.
 * @see https://www.rfc-editor.org/rfc/rfc7516
 */
export async function sealToken(keyring: Keyring, content: TokenContent): Promise<string> {
  const bytes = Buffer.alloc(contentLength)
  bytes[0] = version
  bytes[1] = scopes.indexOf(content.scope)
  bytes.set(uuidBytes(content.controllerId), 2)
  bytes.set(uuidBytes(content.integrationId), 18)
  bytes.set(boundBytes(content.boundTo), 34)
  bytes.set(dxKeyToBytes(content.dxKey), 50)
  return await new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: keyring.active })
    .encrypt(keyring.server(keyLabel))
}

/** An opened token; what it is bound to can be compared, not read. */
interface TokenReading extends Omit<TokenContent, 'boundTo'> {
  isBoundTo(channel: string | null): boolean
}

/** A token as it is remembered: by the hash of its DX Key the holder is found. */
export interface OpenedToken extends Omit<TokenReading, 'dxKey'> {
  readonly keyHash: string
}

/**
 * Opens a token that was made by `sealToken` under any key of the ring.
 * @throws `unauthorized`, whatever is wrong with it
 */
export async function openToken(keyring: Keyring, token: string): Promise<TokenReading> {
  if (token.length > maxTokenLength) {
    refuse('unauthorized', 'token_unusable', { detail: 'token too long' })
  }
  return readContent(await decrypt(keyring, token))
}

/**
 * Makes what opens tokens on the hot path. Decrypting costs more than all the rest of a small
 * delivery, so the tokens used last are remembered by their hash, and answered at once. Whether the
 * DX Key in one is still alive has to be asked every time.
 *
 * @returns a function that throws as `openToken`
 */
export function tokenOpener(keyring: Keyring): (token: string) => Answered<OpenedToken> {
  // By size: a cache with `max` takes the room for all of them at once, in every receiver.
  const opened = new LRUCache<string, OpenedToken>({
    maxSize: tokensRemembered,
    sizeCalculation: () => 1,
  })
  const openNew = async (token: string, hash: string): Promise<OpenedToken> => {
    const { dxKey, ...content } = await openToken(keyring, token)
    const remembered = { ...content, keyHash: hashKey(dxKey) }
    opened.set(hash, remembered)
    return remembered
  }
  return token => {
    const hash = hashKey(token)
    return opened.get(hash) ?? openNew(token, hash)
  }
}

function readContent(bytes: Uint8Array): TokenReading {
  const scope = scopes[bytes[1] ?? -1]
  if (bytes.length !== contentLength || bytes[0] !== version || scope === undefined) {
    refuse('unauthorized', 'token_unusable', { detail: 'token of another form' })
  }
  // Copied, so that the key beside it is not held as long as the token is remembered.
  const bound = Buffer.from(bytes.subarray(34, 50))
  return {
    scope,
    controllerId: uuidOf(bytes.subarray(2, 18)),
    integrationId: uuidOf(bytes.subarray(18, 34)),
    dxKey: dxKeyFromBytes(bytes.subarray(50)),
    isBoundTo: channel => boundBytes(channel).equals(bound),
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
    refuse('unauthorized', 'token_unusable')
  }
}

function boundBytes(channel: string | null): Buffer {
  if (channel === null) return Buffer.alloc(16)
  return createHash('sha256').update(channel).digest().subarray(0, 16)
}
