import {
  type Connection,
  type Fetched,
  type Platform,
  PlatformError,
  valueAt,
  type Wanted,
} from '@conduit/core'
import { identityHost, obtainToken } from './access-token.ts'
import type { Settings } from './settings.ts'

/** Pinned: without it the fields are those of an older version. */
const minorVersion = 75
/** Code of the fault “Object Not Found”. */
const notFound = '610'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken, apiBaseUrl }: Settings): readonly string[] {
  const { host } = new URL(apiBaseUrl)
  if (refreshToken !== undefined) return [host, identityHost]
  return accessToken === undefined ? [] : [host]
}

/**
 * Reads what notifications name. What is gone holds no personal data. After a company has
 * disconnected (403) the rest waits until it is connected again.
 * @see https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  const { apiBaseUrl, realmId } = settings
  for (const want of wanted) {
    const { json, status } = await platform.authorized(
      previous => obtainToken(previous, settings, platform),
      token => ({
        url: `${apiBaseUrl}/v3/company/${realmId}/${want.ref.document}?minorversion=${minorVersion}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        json: true,
      }),
    )
    if (status === 403) {
      throw new PlatformError('auth_failed', 'the company has disconnected', { status })
    }
    const isGone = `${valueAt(json, '/Fault/Error/0/code')}` === notFound
    if (status === 404 || isGone) yield { for: want, events: [] }
    else if (status === 200) {
      yield { for: want, events: [{ ...want.event, id: null, path: '', data: json }] }
    }
  }
}
