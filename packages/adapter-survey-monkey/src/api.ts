import type { Call } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Nothing can be called without a token. */
export function hosts({ accessToken, accessUrl }: Settings): readonly string[] {
  return accessToken === undefined ? [] : [new URL(accessUrl).host]
}

/** A GET of a path that was checked. */
export function apiCall({ accessToken, accessUrl }: Settings, path: string): Call {
  return {
    url: `${accessUrl}/v3/${path}`,
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    json: true,
  }
}
