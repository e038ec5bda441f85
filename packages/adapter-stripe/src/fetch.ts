import {
  type Connection,
  completed,
  type Fetched,
  type Platform,
  PlatformError,
  type Wanted,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the objects that thin events name. A deleted or unknown one (404) holds no personal data.
 * What the key may not read (403) waits until somebody has allowed it, and keeps nothing else waiting.
 * @see https://docs.stripe.com/api/v2/core/events
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  let isClosed = false
  for (const want of wanted) {
    const { url, context } = want.ref
    const account = typeof context === 'string' ? context : undefined
    const call = { ...apiCall(settings, String(url), account), json: shape }
    const answer = await platform.request(call)
    if (answer.status === 403) isClosed = true
    else yield* completed(want, answer)
  }
  if (isClosed) throw new PlatformError('auth_failed', 'the key may not read all of them')
}
